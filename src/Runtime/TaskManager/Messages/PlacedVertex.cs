using Flink.Core.Graph;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>Where neighbouring subtasks of a vertex are.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="First">Index of the first of them.</param>
/// <param name="TaskManagers">Their workers, as indices into the list of the message.</param>
/// <param name="Attempts">Their attempts.</param>
public sealed record PlacedVertex(VertexId Vertex, int First, int[] TaskManagers, int[] Attempts);
