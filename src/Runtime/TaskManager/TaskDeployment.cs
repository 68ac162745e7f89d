using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;

namespace Flink.Runtime.TaskManager;

/// <summary>What a task is made of, where it runs: what was deployed, and what its TaskManager knows of the job.</summary>
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

    /// <summary>The files that the job registered.</summary>
    public DistributedCache Files { get; init; } = DistributedCache.Empty;

    /// <summary>How it takes part in checkpoints.</summary>
    public TaskCheckpoints Checkpoints { get; init; } = TaskCheckpoints.None;

    /// <summary>Where its state goes.</summary>
    public CheckpointStorage Storage { get; init; } = new MemoryCheckpointStorage();
}
