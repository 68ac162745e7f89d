using Flink.Yarn.Rest;

namespace Flink.Yarn.Workers;

/// <summary>Finds out how containers have ended: the ApplicationMaster of their service is told, and writes it into its log.</summary>
internal sealed class ContainerEnds(ResourceManagerClient client, NodeManagerClient nodes, TimeProvider clock)
{
    private const string LogFile = "serviceam-err.txt";
    private const string OtherLogFile = "serviceam-out.txt";
    private const int Tail = 128 << 10;
    private const int Looks = 4;

    // The loss is told only afterwards: a machine that is gone must not hold it up.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A sentence for people, with all that can be found out.</summary>
    public async Task<string> DescribeAsync(string application, string container, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            for (var look = 0; look < Looks; look++)
            {
                if (await FindAsync(application, container, both.Token).ConfigureAwait(false) is { } end)
                {
                    return end.Describe(container);
                }

                // It may have been seen here before it is written there.
                await Task.Delay(_pause, clock, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Whoever could say it does not answer.
        }

        return new ContainerEnd(null, "").Describe(container);
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
