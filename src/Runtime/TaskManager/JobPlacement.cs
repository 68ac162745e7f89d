using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskManager;

/// <summary>Where the partners are of tasks that are deployed together: those they send to, and those they get from.</summary>
/// <param name="vertices">The partners; parts of one vertex may overlap and then say the same.</param>
/// <remarks>Immutable. An all-to-all exchange names its subtasks once, however many of the tasks take part in it.</remarks>
public sealed class JobPlacement(IReadOnlyList<VertexPlacement> vertices)
{
    private readonly ILookup<VertexId, VertexPlacement> _byVertex = vertices.ToLookup(static part => part.Vertex);

    /// <summary>The partners, part by part.</summary>
    public IReadOnlyList<VertexPlacement> Vertices => vertices;

    /// <summary>Where a partner is.</summary>
    /// <exception cref="KeyNotFoundException">It is no partner of any of the tasks.</exception>
    public TaskPlacement Of(VertexId vertex, int subtask)
    {
        foreach (var part in _byVertex[vertex])
        {
            if (subtask >= part.First && subtask < part.First + part.Subtasks.Count)
            {
                return part.Subtasks[subtask - part.First];
            }
        }

        throw new KeyNotFoundException($"Subtask {subtask} of vertex {vertex} is no partner of the deployed tasks.");
    }
}
