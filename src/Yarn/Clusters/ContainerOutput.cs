using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Flink.Client.Deployment;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>What the containers of a cluster have printed, read from the web servers of their machines while the application runs.</summary>
/// <remarks>By one caller at a time.</remarks>
internal sealed class ContainerOutput(ServicesClient services, ResourceManagerClient client, string cluster) : IDisposable
{
    private const string File = "stdout.txt";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly NodeLogs _logs = new();
    private readonly Dictionary<string, long> _copied = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Host, bool IsWorker)> _containers = new(StringComparer.Ordinal);
    private Dictionary<string, string[]> _nodes = new(StringComparer.Ordinal);

    /// <summary>Leaves out what has been printed so far.</summary>
    public async Task SkipAsync(CancellationToken cancellation)
    {
        await FindAsync(cancellation).ConfigureAwait(false);
        foreach (var id in _containers.Keys)
        {
            _copied[id] = await LengthAsync(id, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Copies what is new; of machines that do not answer, nothing.</summary>
    public async Task CopyToAsync(ClusterOutput output, CancellationToken cancellation)
    {
        await FindAsync(cancellation).ConfigureAwait(false);
        foreach (var (id, container) in _containers)
        {
            var at = _copied.GetValueOrDefault(id);
            var length = await LengthAsync(id, cancellation).ConfigureAwait(false);
            if (length > at && await ReadAsync(id, length - at, cancellation).ConfigureAwait(false) is { Length: > 0 } text)
            {
                Hand(id, text, container.IsWorker, output);
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _logs.Dispose();
    }

    // Whole lines; the rest of one may still be on its way.
    private void Hand(string id, string text, bool isWorker, ClusterOutput output)
    {
        var lines = text[..(text.LastIndexOf('\n') + 1)];
        _copied[id] = _copied.GetValueOrDefault(id) + Encoding.UTF8.GetByteCount(lines);
        if (isWorker)
        {
            output.Printed.Write(Encoding.UTF8.GetBytes(lines));
            return;
        }

        foreach (var line in lines.Split('\n').Where(static line => line.StartsWith(ClusterOutput.StepMark, StringComparison.Ordinal)))
        {
            output.Step(line[ClusterOutput.StepMark.Length..]);
        }
    }

    private async Task FindAsync(CancellationToken cancellation)
    {
        if (await services.FindAsync(cluster, cancellation).ConfigureAwait(false) is not { } service)
        {
            return;
        }

        foreach (var component in service.Components)
        {
            foreach (var container in component.Containers)
            {
                _containers[container.Id] = (container.Host, component.Name == WorkerComponent.Name);
            }
        }

        if (_containers.Values.Any(container => !_nodes.ContainsKey(container.Host)))
        {
            _nodes = (await client.GetNodesAsync(cancellation).ConfigureAwait(false))
                .GroupBy(static node => node.Host)
                .ToDictionary(static group => group.Key, static group => group.Select(static node => node.HttpAddress).ToArray(), StringComparer.Ordinal);
        }
    }

    private string[] NodesOf(string container) => _nodes.GetValueOrDefault(_containers[container].Host, []);

    private async Task<long> LengthAsync(string container, CancellationToken cancellation)
    {
        foreach (var node in NodesOf(container))
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri($"http://{node}/ws/v1/node/containers/{container}/logs"), cancellation).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode && LengthIn(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)) is { } length)
                {
                    return length;
                }
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // A machine that is gone: what it had is gone too.
            }
        }

        return 0;
    }

    private static long? LengthIn(string answer)
    {
        using var document = JsonDocument.Parse(answer);

        // One object, or several in an array, by version.
        var infos = Shape.List(document.RootElement, "containerLogsInfo");
        foreach (var info in infos.Count > 0 ? infos : [document.RootElement])
        {
            foreach (var file in Shape.List(info, "containerLogInfo").Where(static file => Shape.Text(file, "fileName") == File))
            {
                return long.TryParse(Shape.Text(file, "fileSize"), CultureInfo.InvariantCulture, out var length) ? length : null;
            }
        }

        return null;
    }

    private async Task<string?> ReadAsync(string container, long bytes, CancellationToken cancellation)
    {
        foreach (var node in NodesOf(container))
        {
            if (await _logs.TailAsync(node, container, File, (int)Math.Min(bytes, int.MaxValue), cancellation).ConfigureAwait(false) is { } text)
            {
                return text;
            }
        }

        return null;
    }
}
