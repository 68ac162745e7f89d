using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.TaskManager;

/// <summary>What a task wrote for a checkpoint.</summary>
/// <param name="Operators">Where the state of each operator is that has any.</param>
/// <param name="IsFinished">Whether the task had processed all its input and emitted all its results, and only waited for a checkpoint.</param>
public sealed record TaskSnapshot(IReadOnlyDictionary<OperatorId, StateHandle> Operators, bool IsFinished);
