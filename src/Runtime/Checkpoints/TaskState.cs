using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>The state of one operator of a task on its way to the storage.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Shape">What is in the state.</param>
/// <param name="Bytes">The state.</param>
public readonly record struct TaskState(OperatorId Operator, string Name, StateShape Shape, ReadOnlyMemory<byte> Bytes);
