using Flink.Runtime.Rpc;

namespace Flink.Runtime.HighAvailability;

/// <summary>One term of leadership of one process, and the only way to the cluster's stores: what is written after the term has ended is refused.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public abstract class LeaderSession
{
    private readonly CancellationTokenSource _lost = new();

    /// <param name="epoch">The number of the term.</param>
    /// <param name="token">The token of the term.</param>
    /// <param name="records">The cluster's records, fenced with the term.</param>
    protected LeaderSession(long epoch, FencingToken token, FencedRecords records)
    {
        Epoch = epoch;
        Token = token;
        Jobs = new JobGraphStore(records);
        Results = new JobResultStore(records);
        Checkpoints = new CheckpointPointerStore(records);
    }

    /// <summary>Counts the terms of the cluster; a later one is greater.</summary>
    public long Epoch { get; }

    /// <summary>What the endpoints of this process are fenced with during the term; differs from that of any other term, except without high availability.</summary>
    public FencingToken Token { get; }

    /// <summary>Whether a later term may read what this one stores; else jobs and their results need not be stored.</summary>
    public virtual bool HasSuccessors => true;

    /// <summary>The jobs to run.</summary>
    public JobGraphStore Jobs { get; }

    /// <summary>How jobs ended.</summary>
    public JobResultStore Results { get; }

    /// <summary>Where the checkpoints of jobs are.</summary>
    public CheckpointPointerStore Checkpoints { get; }

    /// <summary>Signalled when the term ends, before <see cref="ILeaderContender.Revoked"/>.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Makes an endpoint of this process known to those who look for a leader; when the provider cannot be reached, as soon as it can.</summary>
    /// <param name="component">One of <see cref="LeaderComponents"/>.</param>
    /// <param name="leader">Where it is; null when it is there no more.</param>
    /// <exception cref="LeadershipLostException">The term has ended.</exception>
    public abstract Task PublishAsync(string component, LeaderAddress? leader);

    /// <summary>Ends the term; does nothing the second time.</summary>
    protected internal void End() => _lost.Cancel();
}
