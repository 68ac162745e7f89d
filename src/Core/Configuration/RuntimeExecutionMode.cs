namespace Flink.Core.Configuration;

/// <summary>How a job treats its input: as it comes, or as a whole.</summary>
public enum RuntimeExecutionMode
{
    /// <summary>All tasks run at once and results are updated as records arrive.</summary>
    Streaming,

    /// <summary>Stages run one after another over bounded input; only final results are emitted.</summary>
    Batch,

    /// <summary>Batch when every source is bounded, else streaming.</summary>
    Automatic,
}
