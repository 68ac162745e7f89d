using Flink.Yarn.Rest;

namespace Flink.Yarn.Workers;

/// <summary>Finds out how containers have ended: their machines know it at once and forget it within a second, the ApplicationMaster of their service is told, and writes it into its log.</summary>
internal sealed class ContainerEnds(ResourceManagerClient client, NodeManagerClient nodes, TimeProvider clock)
{
    private const string LogFile = "serviceam-err.txt";
    private const string OtherLogFile = "serviceam-out.txt";
    private const int Tail = 128 << 10;
    private const string Running = "RUNNING";

    // The loss is told only afterwards: a machine that is gone must not hold it up.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    // Twice as long as a job waits to hear of it.
    private static readonly TimeSpan _suspicion = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _suspicionPause = TimeSpan.FromMilliseconds(50);

    /// <summary>A sentence for people, with all that can be found out.</summary>
    public async Task<string> DescribeAsync(string application, string container, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            while (true)
            {
                if (await FindAsync(application, container, both.Token).ConfigureAwait(false) is { } end)
                {
                    return end.Describe(container);
                }

                // It may have been seen here before it is written there, on a busy machine seconds before.
                await Task.Delay(_pause, clock, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Whoever could say it does not answer.
        }

        return new ContainerEnd(null, "").Describe(container);
    }

    /// <summary>Asks the machine of a container that somebody has lost sight of, for as long as that is of use; null when it runs on, or its machine does not know.</summary>
    /// <exception cref="YarnException">YARN cannot be asked.</exception>
    public async Task<string?> FindAtMachineAsync(string host, string container, CancellationToken cancellation)
    {
        var begin = clock.GetTimestamp();
        var machines = (await client.GetNodesAsync(cancellation).ConfigureAwait(false)).Where(node => node.Host == host && node.State == Running).ToArray();
        while (true)
        {
            foreach (var machine in machines)
            {
                if (await nodes.FindAsync(machine.HttpAddress, container, cancellation).ConfigureAwait(false) is { HasEnded: true } state)
                {
                    return ContainerEnd.Of(state).Describe(container);
                }
            }

            if (clock.GetElapsedTime(begin) >= _suspicion)
            {
                return null;
            }

            await Task.Delay(_suspicionPause, clock, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<ContainerEnd?> FindAsync(string application, string container, CancellationToken cancellation)
    {
        foreach (var attempt in (await client.GetAttemptsAsync(application, cancellation).ConfigureAwait(false)).OrderByDescending(static attempt => attempt.Number))
        {
            foreach (var file in (string[])[LogFile, OtherLogFile])
            {
                if (await nodes.ReadTailAsync(attempt.NodeHttpAddress, attempt.ContainerId, file, Tail, cancellation).ConfigureAwait(false) is { } log
                    && ContainerEnd.Find(log.Text, container) is { } end)
                {
                    return end;
                }
            }
        }

        return null;
    }
}
