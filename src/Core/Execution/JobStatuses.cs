namespace Flink.Core.Execution;

/// <summary>What the states of a job mean.</summary>
public static class JobStatuses
{
    /// <summary>Whether the job has ended everywhere and for good.</summary>
    public static bool IsGloballyTerminal(this JobStatus status) =>
        status is JobStatus.Failed or JobStatus.Canceled or JobStatus.Finished;
}
