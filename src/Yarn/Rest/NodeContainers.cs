using System.Net.Sockets;
using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>What machines say of containers that they run.</summary>
internal sealed class NodeContainers(ResourceManagerClient client) : IDisposable
{
    private const string Running = "RUNNING";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private IReadOnlyList<NodeReport>? _nodes;

    /// <summary>Whether a container has not ended; also when its machine does not answer, which says nothing of the container.</summary>
    public async Task<bool> IsRunningAsync(string container, string host, CancellationToken cancellation)
    {
        _nodes ??= await client.GetNodesAsync(cancellation).ConfigureAwait(false);
        var isKnown = false;
        foreach (var node in _nodes.Where(node => node.Host == host && node.State == Running))
        {
            switch (await AskAsync(node.HttpAddress, container, cancellation).ConfigureAwait(false))
            {
                case true:
                    return true;
                case false:
                    isKnown = true;
                    break;
                case null:
                    return true;
            }
        }

        return !isKnown;
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool?> AskAsync(string node, string container, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://{node}/ws/v1/node/containers/{container}"), cancellation).ConfigureAwait(false);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return false;
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
            return Shape.Part(document.RootElement, "container") is not { } report || Shape.Text(report, "state") is Running or "NEW" or "LOCALIZING" or "SCHEDULED" or "LOCALIZED";
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
