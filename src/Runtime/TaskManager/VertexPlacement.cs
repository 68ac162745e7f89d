using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskManager;

/// <summary>Where neighbouring subtasks of a vertex are.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="First">Index of the first of them.</param>
/// <param name="Subtasks">Their places, in order.</param>
public sealed record VertexPlacement(VertexId Vertex, int First, IReadOnlyList<TaskPlacement> Subtasks);
