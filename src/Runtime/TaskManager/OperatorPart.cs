using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.TaskManager;

/// <summary>What one operator of a task wrote for a checkpoint.</summary>
/// <param name="Node">The operator.</param>
/// <param name="Snapshot">What it wrote.</param>
internal readonly record struct OperatorPart(OperatorNode Node, OperatorSnapshot Snapshot);
