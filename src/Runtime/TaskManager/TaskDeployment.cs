using Flink.Core.Graph;

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

    /// <summary>What the subtasks of the vertex wrote in the snapshot to start from; empty for a fresh start.</summary>
    public IReadOnlyList<TaskSnapshot> Restore { get; init; } = [];
}
