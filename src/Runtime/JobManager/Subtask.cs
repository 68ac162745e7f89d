using Flink.Core.Graph;
using Flink.Runtime.JobManager.Slots;

namespace Flink.Runtime.JobManager;

/// <summary>A subtask of a job over all attempts to run it (Flink's ExecutionVertex).</summary>
/// <param name="vertex">Its vertex.</param>
/// <param name="index">Its index in the vertex.</param>
/// <param name="number">Its number in the job: vertex by vertex in topological order.</param>
/// <param name="first">The first attempt.</param>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class Subtask(JobVertex vertex, int index, int number, Execution first)
{
    private List<Execution>? _earlier;

    /// <summary>Its vertex.</summary>
    public JobVertex Vertex => vertex;

    /// <summary>Its index in the vertex.</summary>
    public int Index => index;

    /// <summary>Its number in the job.</summary>
    public int Number => number;

    /// <summary>The attempt that counts.</summary>
    public Execution Current { get; private set; } = first;

    /// <summary>Attempts that are over, the oldest first; as many as the history keeps.</summary>
    public IReadOnlyList<Execution> Earlier => _earlier ?? (IReadOnlyList<Execution>)[];

    /// <summary>The slot that it shares with subtasks of other vertices; set before it is scheduled.</summary>
    internal SharedSlot SharedSlot { get; set; } = null!;

    /// <summary>What people read: vertex and subtask, counted from 1.</summary>
    public string Name => $"{vertex.Name} ({index + 1}/{vertex.Parallelism})";

    internal void Replace(Execution next, int historySize)
    {
        _earlier ??= [];
        _earlier.Add(Current);
        if (_earlier.Count > historySize)
        {
            _earlier.RemoveAt(0);
        }

        Current = next;
    }
}
