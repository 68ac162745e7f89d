using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Services;

/// <summary>YARN's Services API, <c>/app/v1/services</c>, of the ResourceManager.</summary>
internal sealed class ServicesClient(YarnConnection connection)
{
    private const string Root = "/app/v1/services";
    private const string Taken = "already taken";

    /// <summary>A service; null when there is none of the name.</summary>
    public async Task<ServiceReport?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return ServiceReport.Read((await connection.SendAsync(HttpMethod.Get, $"{Root}/{name}", null, cancellation).ConfigureAwait(false)).Json());
        }
        catch (YarnException e) when (e.Status == HttpStatusCode.NotFound && e.Message.Contains("not found", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    /// <summary>Creates and starts a service. One that is there already was created by an answer that got lost, or by somebody else: which of the two the caller knows.</summary>
    /// <returns>False when the name is taken.</returns>
    public async Task<bool> CreateAsync(ServiceDescription service, CancellationToken cancellation)
    {
        try
        {
            await connection.SendAsync(HttpMethod.Post, Root, service.ToJson(), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (YarnException e) when (e.Message.Contains(Taken, StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>Changes how many instances of a component there are to be. More become new instances; fewer take away those with the highest numbers.</summary>
    public Task FlexAsync(string service, string component, long count, CancellationToken cancellation) => PutAsync(
        $"{service}/components/{component}", new JsonObject { ["name"] = component, ["number_of_containers"] = count }, cancellation);

    /// <summary>Takes away instances by their names, and makes the component smaller by as many. Never for one that was taken away before: the stored count would sink again.</summary>
    public Task DecommissionAsync(string service, string component, IReadOnlyList<string> instances, CancellationToken cancellation) => PutAsync(
        service,
        new JsonObject
        {
            ["components"] = new JsonArray(new JsonObject
            {
                ["name"] = component,
                ["decommissioned_instances"] = new JsonArray([.. instances.Select(static instance => JsonValue.Create(instance))]),
            }),
        },
        cancellation);

    /// <summary>Ends a service and removes what is stored of it. One that is not there is no error.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await connection.SendAsync(HttpMethod.Delete, $"{Root}/{name}", null, cancellation).ConfigureAwait(false);
        }
        catch (YarnException e) when (e.Message.Contains("doesn't exist", StringComparison.Ordinal) || e.Message.Contains("not found", StringComparison.Ordinal))
        {
            // Somebody was faster.
        }
    }

    private Task<YarnAnswer> PutAsync(string path, JsonObject body, CancellationToken cancellation) =>
        connection.SendAsync(HttpMethod.Put, $"{Root}/{path}", body.ToJsonString(JsonSerializerOptions.Web), cancellation);
}
