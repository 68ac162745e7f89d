using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Routing;

/// <summary>Tells which handler answers which path.</summary>
/// <param name="map">Takes in methods, a path as a route pattern, and the handler.</param>
internal sealed class RouteTable(Action<string[], string, Func<RestRequest, Task>> map)
{
    private static readonly string[] _get = [HttpMethods.Get];
    private static readonly string[] _post = [HttpMethods.Post];
    private static readonly string[] _delete = [HttpMethods.Delete];
    private static readonly string[] _patch = [HttpMethods.Patch];
    private static readonly string[] _put = [HttpMethods.Put];

    public void Get(string path, Func<RestRequest, Task> handler) => map(_get, path, handler);

    public void Post(string path, Func<RestRequest, Task> handler) => map(_post, path, handler);

    public void Delete(string path, Func<RestRequest, Task> handler) => map(_delete, path, handler);

    public void Patch(string path, Func<RestRequest, Task> handler) => map(_patch, path, handler);

    public void Put(string path, Func<RestRequest, Task> handler) => map(_put, path, handler);
}
