using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>The state of one operator of a task on its way to the storage.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Snapshot">The state, which is written once, perhaps for a long time; its owner disposes it when that fails.</param>
public readonly record struct TaskState(OperatorId Operator, string Name, OperatorSnapshot Snapshot);
