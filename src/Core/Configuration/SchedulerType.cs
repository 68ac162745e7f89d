namespace Flink.Core.Configuration;

/// <summary>How a job is given slots.</summary>
public enum SchedulerType
{
    /// <summary>Waits for all slots that the parallelism asks for.</summary>
    Default,

    /// <summary>Runs with the slots there are and rescales when there are more or fewer; streaming only.</summary>
    Adaptive,

    /// <summary>Chooses the parallelism of each batch stage from the size of its input.</summary>
    AdaptiveBatch,
}
