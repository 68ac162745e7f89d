using Flink.Core.Graph;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Checkpoints;

/// <summary>The state of a whole job at one point of its input, in memory.</summary>
/// <param name="Tasks">The snapshots of each vertex's subtasks, in order.</param>
/// <param name="Sources">What each source's enumerator had not assigned.</param>
public sealed record JobSnapshot(
    IReadOnlyDictionary<VertexId, IReadOnlyList<TaskSnapshot>> Tasks,
    IReadOnlyDictionary<VertexId, OperatorSnapshot> Sources);
