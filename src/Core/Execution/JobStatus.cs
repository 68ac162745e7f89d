namespace Flink.Core.Execution;

/// <summary>States of a job, with Flink's names.</summary>
public enum JobStatus
{
    /// <summary>Submitted, not yet taken over by a job master.</summary>
    Initializing,

    /// <summary>Known, nothing deployed.</summary>
    Created,

    /// <summary>Tasks are scheduled, running, or some of them finished.</summary>
    Running,

    /// <summary>A task failed; the others are being cancelled.</summary>
    Failing,

    /// <summary>Ended by a failure. Final.</summary>
    Failed,

    /// <summary>Cancelled by a user; tasks are ending.</summary>
    Cancelling,

    /// <summary>Ended by a cancellation. Final.</summary>
    Canceled,

    /// <summary>Every task has finished. Final.</summary>
    Finished,

    /// <summary>Waiting to start again after a failure.</summary>
    Restarting,

    /// <summary>Its job master lost leadership; tasks may go on.</summary>
    Suspended,

    /// <summary>A new job master looks for the tasks of the one before.</summary>
    Reconciling,
}
