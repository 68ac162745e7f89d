namespace Flink.Runtime.TaskExecutor;

/// <summary>What a worker does with a slot.</summary>
internal enum TaskSlotState
{
    /// <summary>Assigned to a job whose master has not accepted it (yet, or any more). Ends by a time-out.</summary>
    Allocated,

    /// <summary>The job's master has accepted it.</summary>
    Active,

    /// <summary>Given back; its tasks are ending.</summary>
    Releasing,
}
