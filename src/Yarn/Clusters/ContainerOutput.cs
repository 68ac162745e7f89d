using System.Text;
using Flink.Client.Deployment;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Clusters;

/// <summary>What the containers of a cluster have printed, read from the web servers of their machines while the application runs.</summary>
/// <remarks>By one caller at a time.</remarks>
/// <param name="find">Knows the containers.</param>
/// <param name="machines">What sends to machines; null for the network.</param>
internal sealed class ContainerOutput(Func<CancellationToken, Task<IReadOnlyList<ClusterContainer>>> find, HttpMessageHandler? machines = null) : IDisposable
{
    /// <summary>The file of a container that its standard output goes to.</summary>
    public const string File = "stdout.txt";

    private const int Piece = 16 << 10;
    private const int LongestLine = 1 << 20;

    private readonly NodeManagerClient _logs = new(machines);
    private readonly Dictionary<string, long> _copied = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ClusterContainer> _containers = new(StringComparer.Ordinal);

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
            if (await ReadTailAsync(id, Piece, cancellation).ConfigureAwait(false) is not { } tail)
            {
                continue;
            }

            if (tail.From(_copied.GetValueOrDefault(id)) is { } bytes)
            {
                Hand(id, WholeLines(bytes), container.IsWorker, output);
            }
            else
            {
                await CopyLongAsync(id, tail.Length, container.IsWorker, output, cancellation).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _logs.Dispose();

    // The rest of one may still be on its way.
    private static ReadOnlyMemory<byte> WholeLines(ReadOnlyMemory<byte> bytes) => bytes[..(bytes.Span.LastIndexOf((byte)'\n') + 1)];

    private void Hand(string id, ReadOnlyMemory<byte> lines, bool isWorker, ClusterOutput output)
    {
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
        foreach (var container in await find(cancellation).ConfigureAwait(false))
        {
            _containers[container.Id] = container;
        }
    }

    // A file that has grown by more than a piece, by gigabytes maybe: it is handed on as it comes.
    private async Task CopyLongAsync(string id, long length, bool isWorker, ClusterOutput output, CancellationToken cancellation)
    {
        var from = _copied.GetValueOrDefault(id);
        using var log = await OpenFromAsync(id, from, length, cancellation).ConfigureAwait(false);
        if (log is null)
        {
            return;
        }

        var buffer = new byte[4 * Piece];
        try
        {
            await SkipAsync(log, from - log.Begin, buffer, cancellation).ConfigureAwait(false);
            var filled = 0;
            while (await log.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false) is > 0 and var read)
            {
                filled += read;
                var lines = WholeLines(buffer.AsMemory(0, filled));
                if (lines.Length == 0 && filled == buffer.Length)
                {
                    if (filled < LongestLine)
                    {
                        Array.Resize(ref buffer, 2 * filled);
                        continue;
                    }

                    // Whoever writes lines of megabytes sees them in parts.
                    lines = buffer;
                }

                Hand(id, lines, isWorker, output);
                buffer.AsSpan(lines.Length, filled - lines.Length).CopyTo(buffer);
                filled -= lines.Length;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // A machine that went away meanwhile: what came is copied, and the next look goes on from there.
        }
    }

    private static async Task SkipAsync(LogStream log, long count, byte[] buffer, CancellationToken cancellation)
    {
        while (count > 0)
        {
            count -= await log.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<LogStream?> OpenFromAsync(string container, long from, long length, CancellationToken cancellation)
    {
        while (await OpenTailAsync(container, length - from + Piece, cancellation).ConfigureAwait(false) is { } log)
        {
            if (log.Begin <= from)
            {
                return log;
            }

            // It has grown by more than a piece again.
            length = log.Length;
            log.Dispose();
        }

        return null;
    }

    private async Task<LogStream?> OpenTailAsync(string container, long most, CancellationToken cancellation)
    {
        foreach (var node in _containers[container].Nodes)
        {
            if (await _logs.OpenTailAsync(node, container, File, most, cancellation).ConfigureAwait(false) is { } log)
            {
                return log;
            }
        }

        return null;
    }

    private async Task<LogTail?> ReadTailAsync(string container, int most, CancellationToken cancellation)
    {
        foreach (var node in _containers[container].Nodes)
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
