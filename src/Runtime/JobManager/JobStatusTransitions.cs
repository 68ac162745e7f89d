using Flink.Core.Execution;

namespace Flink.Runtime.JobManager;

/// <summary>The legal moves between the states of a job (Flink's JobStatus).</summary>
public static class JobStatusTransitions
{
    private static readonly (JobStatus From, JobStatus[] To)[] _moves =
    [
        (JobStatus.Initializing, [JobStatus.Created, JobStatus.Failed, JobStatus.Canceled, JobStatus.Suspended]),
        (JobStatus.Created, [JobStatus.Running, JobStatus.Failing, JobStatus.Cancelling, JobStatus.Suspended]),
        (JobStatus.Running, [JobStatus.Finished, JobStatus.Failing, JobStatus.Cancelling, JobStatus.Restarting, JobStatus.Suspended]),
        (JobStatus.Failing, [JobStatus.Failed, JobStatus.Cancelling, JobStatus.Suspended]),
        (JobStatus.Cancelling, [JobStatus.Canceled, JobStatus.Suspended]),
        (JobStatus.Restarting, [JobStatus.Created, JobStatus.Running, JobStatus.Failing, JobStatus.Cancelling, JobStatus.Suspended]),
        (JobStatus.Suspended, [JobStatus.Reconciling]),
        (JobStatus.Reconciling, [JobStatus.Created, JobStatus.Running, JobStatus.Failing, JobStatus.Cancelling]),
        (JobStatus.Finished, []),
        (JobStatus.Failed, []),
        (JobStatus.Canceled, []),
    ];

    /// <summary>Whether a job may go from one state to another.</summary>
    public static bool IsLegal(JobStatus from, JobStatus to) =>
        Array.Find(_moves, move => move.From == from).To.Contains(to);
}
