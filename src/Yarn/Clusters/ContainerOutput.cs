using System.Text;
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
    private const int Piece = 16 << 10;
    private const int Most = 1 << 30;

    private readonly NodeManagerClient _logs = new();
    private readonly Dictionary<string, long> _copied = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Host, bool IsWorker)> _containers = new(StringComparer.Ordinal);
    private Dictionary<string, string[]> _nodes = new(StringComparer.Ordinal);

    /// <summary>Leaves out what has been printed so far.</summary>
    public async Task SkipAsync(CancellationToken cancellation)
    {
        await FindAsync(cancellation).ConfigureAwait(false);
        foreach (var id in _containers.Keys)
        {
            _copied[id] = (await ReadTailAsync(id, most: 1, cancellation).ConfigureAwait(false))?.Length ?? 0;
        }
    }

    /// <summary>Copies what is new; of machines that do not answer, nothing.</summary>
    public async Task CopyToAsync(ClusterOutput output, CancellationToken cancellation)
    {
        await FindAsync(cancellation).ConfigureAwait(false);
        foreach (var (id, container) in _containers)
        {
            if (await ReadAsync(id, _copied.GetValueOrDefault(id), cancellation).ConfigureAwait(false) is { Length: > 0 } bytes)
            {
                Hand(id, bytes, container.IsWorker, output);
            }
        }
    }

    public void Dispose() => _logs.Dispose();

    // Whole lines; the rest of one may still be on its way.
    private void Hand(string id, ReadOnlyMemory<byte> bytes, bool isWorker, ClusterOutput output)
    {
        var lines = bytes[..(bytes.Span.LastIndexOf((byte)'\n') + 1)];
        _copied[id] = _copied.GetValueOrDefault(id) + lines.Length;
        if (isWorker)
        {
            output.Printed.Write(lines.Span);
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(lines.Span).Split('\n').Where(static line => line.StartsWith(ClusterOutput.StepMark, StringComparison.Ordinal)))
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

    // From what has been copied on: a file that has grown by more than a piece is asked for once more, with all that is missing.
    private async Task<ReadOnlyMemory<byte>> ReadAsync(string container, long from, CancellationToken cancellation)
    {
        var most = Piece;
        while (await ReadTailAsync(container, most, cancellation).ConfigureAwait(false) is { } tail)
        {
            if (tail.From(from) is { } bytes)
            {
                return bytes;
            }

            // At the bound it is what there is: the answer is held in memory.
            if (most == Most)
            {
                _copied[container] = tail.Begin;
                return tail.Bytes;
            }

            most = (int)Math.Min(tail.Length - from + Piece, Most);
        }

        return ReadOnlyMemory<byte>.Empty;
    }

    private async Task<LogTail?> ReadTailAsync(string container, int most, CancellationToken cancellation)
    {
        foreach (var node in _nodes.GetValueOrDefault(_containers[container].Host, []))
        {
            if (await _logs.ReadTailAsync(node, container, File, most, cancellation).ConfigureAwait(false) is { } tail)
            {
                return tail;
            }
        }

        // A machine that is gone: what it had is gone too.
        return null;
    }
}
