namespace Flink.Runtime.Dispatcher;

/// <summary>What a dispatcher works with; shared by the terms of a process.</summary>
/// <param name="Masters">Makes the masters of jobs.</param>
/// <param name="Programs">Keeps the programs of jobs.</param>
/// <param name="Finished">Remembers jobs that have ended.</param>
/// <param name="Archive">Writes them to where they outlive the cluster; null for nowhere.</param>
public sealed record DispatcherParts(IJobMasterFactory Masters, IProgramFiles Programs, FinishedJobs Finished, IJobArchive? Archive = null)
{
    /// <summary>The masters of jobs between two terms.</summary>
    public SuspendedJobs Suspended { get; } = new();
}
