using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A <see cref="JobPlacement"/> on its way: every worker is written once.</summary>
/// <param name="TaskManagers">The workers.</param>
/// <param name="Vertices">The subtasks on them.</param>
public sealed record PlacedVertices(TaskManagerLocation[] TaskManagers, PlacedVertex[] Vertices)
{
    /// <summary>The placement to be sent.</summary>
    public static PlacedVertices Of(JobPlacement placement)
    {
        var numbers = new Dictionary<TaskManagerLocation, int>(ReferenceEqualityComparer.Instance);
        var vertices = new PlacedVertex[placement.Vertices.Count];
        for (var i = 0; i < vertices.Length; i++)
        {
            var part = placement.Vertices[i];
            vertices[i] = new PlacedVertex(
                part.Vertex,
                part.First,
                [.. part.Subtasks.Select(subtask => NumberOf(numbers, subtask.TaskManager))],
                [.. part.Subtasks.Select(static subtask => subtask.Attempt)]);
        }

        return new PlacedVertices([.. numbers.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)], vertices);
    }

    /// <summary>The placement that was sent.</summary>
    public JobPlacement ToPlacement() => new([.. Vertices.Select(part => new VertexPlacement(
        part.Vertex,
        part.First,
        [.. part.TaskManagers.Select((worker, i) => new TaskPlacement(part.Vertex, part.First + i, part.Attempts[i], TaskManagers[worker]))]))]);

    private static int NumberOf(Dictionary<TaskManagerLocation, int> numbers, TaskManagerLocation worker)
    {
        if (!numbers.TryGetValue(worker, out var number))
        {
            numbers.Add(worker, number = numbers.Count);
        }

        return number;
    }
}
