using Flink.Rest.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flink.Rest.Routing;

/// <summary>Maps paths to handlers; each also with the version's prefix.</summary>
internal sealed class RouteTable(IEndpointRouteBuilder routes, RestServices services, MetricStore metrics)
{
    /// <summary>The one version that there is.</summary>
    public const string Version = "/v1";

    private static readonly string[] _get = [HttpMethods.Get];
    private static readonly string[] _post = [HttpMethods.Post];
    private static readonly string[] _delete = [HttpMethods.Delete];
    private static readonly string[] _patch = [HttpMethods.Patch];
    private static readonly string[] _put = [HttpMethods.Put];

    public void Get(string path, Func<RestRequest, Task> handler) => Map(_get, path, handler);

    public void Post(string path, Func<RestRequest, Task> handler) => Map(_post, path, handler);

    public void Delete(string path, Func<RestRequest, Task> handler) => Map(_delete, path, handler);

    public void Patch(string path, Func<RestRequest, Task> handler) => Map(_patch, path, handler);

    public void Put(string path, Func<RestRequest, Task> handler) => Map(_put, path, handler);

    private void Map(string[] methods, string path, Func<RestRequest, Task> handler)
    {
        Task Handle(HttpContext context) => handler(new RestRequest(context, services, metrics));
        routes.MapMethods(path, methods, Handle);
        routes.MapMethods(Version + path, methods, Handle);
    }
}
