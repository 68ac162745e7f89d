using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;

namespace Flink.Runtime.TaskManager;

/// <summary>What a TaskManager needs to run one subtask.</summary>
public sealed class TaskDeployment
{
    /// <summary>The attempt to run the subtask.</summary>
    public required ExecutionId Execution { get; init; }

    /// <summary>The job.</summary>
    public required JobGraph Job { get; init; }

    /// <summary>The vertex.</summary>
    public required JobVertex Vertex { get; init; }

    /// <summary>What it starts from; null for a fresh start.</summary>
    public TaskRestore? Restore { get; init; }

    /// <summary>Where its partners are; null when all run in the same process.</summary>
    public JobPlacement? Placement { get; init; }

    /// <summary>How it takes part in checkpoints.</summary>
    public TaskCheckpoints Checkpoints { get; init; } = new(new MemoryCheckpointStorage(), CheckpointingMode.ExactlyOnce, AreTaken: false);
}
