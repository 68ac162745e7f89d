using Flink.Runtime.Checkpoints;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskManager;

/// <summary>An order to run one subtask: what is its alone.</summary>
/// <param name="Execution">The attempt.</param>
/// <param name="Allocation">The slot to run in.</param>
/// <param name="Restore">What it starts from; null for a fresh start.</param>
public sealed record SubtaskDeployment(ExecutionId Execution, AllocationId Allocation, TaskRestore? Restore);
