namespace Flink.Runtime.TaskManager;

/// <summary>States of one attempt to run a subtask, with Flink's names.</summary>
public enum ExecutionState
{
    /// <summary>Known to the job master only.</summary>
    Created,

    /// <summary>Waits for a slot.</summary>
    Scheduled,

    /// <summary>On its way to a TaskManager.</summary>
    Deploying,

    /// <summary>Restores state and opens functions.</summary>
    Initializing,

    /// <summary>Processes records.</summary>
    Running,

    /// <summary>Has processed everything. Final.</summary>
    Finished,

    /// <summary>Was asked to end.</summary>
    Canceling,

    /// <summary>Ended because it was asked to. Final.</summary>
    Canceled,

    /// <summary>Ended by an exception. Final.</summary>
    Failed,

    /// <summary>A new job master looks for it.</summary>
    Reconciling,
}
