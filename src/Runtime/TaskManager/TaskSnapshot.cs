using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.TaskManager;

/// <summary>The snapshots of a task's operators by their ids.</summary>
/// <param name="Operators">One for each operator of the chain that wrote any state.</param>
public sealed record TaskSnapshot(IReadOnlyDictionary<OperatorId, OperatorSnapshot> Operators);
