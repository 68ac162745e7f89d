using Flink.Core.Graph;

namespace Flink.Runtime.Slots;

/// <summary>Where one attempt to run a subtask is.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="Subtask">Index of the subtask.</param>
/// <param name="Attempt">0 for the first.</param>
/// <param name="TaskManager">The worker that runs it.</param>
public sealed record TaskPlacement(VertexId Vertex, int Subtask, int Attempt, TaskManagerLocation TaskManager);
