using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>A job graph with its subtasks: what runs.</summary>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class ExecutionGraph : IExecutionObserver
{
    /// <summary>Attempts of a subtask that are remembered beside the current one (Flink's jobmanager.execution.attempts-history-size).</summary>
    public const int DefaultHistorySize = 16;

    private readonly Dictionary<VertexId, Subtask[]> _byVertex = [];
    private readonly Execution[] _executions;
    private readonly TimeProvider _clock;
    private readonly int _historySize;
    private readonly int[] _counts = new int[(int)ExecutionState.Reconciling + 1];

    /// <summary>One attempt of every subtask, none of them started.</summary>
    /// <param name="job">The job.</param>
    /// <param name="clock">For the times of moves.</param>
    /// <param name="historySize">Attempts of a subtask that are remembered beside the current one.</param>
    /// <param name="firstAttempt">Number of the attempts; above those of an earlier master, whose tasks may still end somewhere.</param>
    public ExecutionGraph(JobGraph job, TimeProvider clock, int historySize = DefaultHistorySize, int firstAttempt = 0)
    {
        Job = job;
        _clock = clock;
        _historySize = historySize;
        var subtasks = new List<Subtask>();
        foreach (var vertex in job.Vertices)
        {
            var own = new Subtask[vertex.Parallelism];
            for (var index = 0; index < own.Length; index++)
            {
                own[index] = new Subtask(vertex, index, subtasks.Count, new Execution(new ExecutionId(job.Id, vertex.Id, index, firstAttempt), this));
                subtasks.Add(own[index]);
            }

            _byVertex.Add(vertex.Id, own);
        }

        Subtasks = subtasks;
        _executions = [.. subtasks.Select(static subtask => subtask.Current)];
        _counts[(int)ExecutionState.Created] = _executions.Length;
    }

    /// <summary>What the user built.</summary>
    public JobGraph Job { get; }

    /// <summary>Every subtask, vertex by vertex in topological order.</summary>
    public IReadOnlyList<Subtask> Subtasks { get; }

    /// <summary>The current attempt of every subtask, vertex by vertex in topological order.</summary>
    public IReadOnlyList<Execution> Executions => _executions;

    /// <summary>When an attempt last came into another state, milliseconds since the epoch; 0 for never.</summary>
    public long LastMove { get; private set; }

    /// <summary>Records that the sources of tasks that have ended read.</summary>
    public long RecordsRead => _executions.Sum(static execution => execution.Report?.RecordsRead ?? 0);

    /// <summary>Whether every attempt has ended.</summary>
    public bool HasEnded => Count(ExecutionState.Finished) + Count(ExecutionState.Canceled) + Count(ExecutionState.Failed) == _executions.Length;

    /// <summary>Whether every attempt runs or has finished.</summary>
    public bool RunsOrHasFinished => Count(ExecutionState.Running) + Count(ExecutionState.Finished) == _executions.Length;

    /// <summary>How many current attempts are in a state.</summary>
    public int Count(ExecutionState state) => _counts[(int)state];

    /// <summary>The subtasks of a vertex, in order.</summary>
    public IReadOnlyList<Subtask> Of(VertexId vertex) => _byVertex[vertex];

    /// <summary>The attempt of an id; null for one that is not current any more.</summary>
    public Execution? Find(ExecutionId id) => Current(id.Vertex, id.Subtask) is { } current && current.Id == id ? current : null;

    /// <summary>The subtask of an attempt, current or not; null when the job has none such.</summary>
    public Subtask? SubtaskOf(ExecutionId id) =>
        id.Job == Job.Id && _byVertex.TryGetValue(id.Vertex, out var own) && (uint)id.Subtask < (uint)own.Length ? own[id.Subtask] : null;

    /// <summary>The attempt of a subtask; null when there is no such subtask.</summary>
    public Execution? Current(VertexId vertex, int subtask) =>
        _byVertex.TryGetValue(vertex, out var own) && (uint)subtask < (uint)own.Length ? own[subtask].Current : null;

    /// <summary>Begins a new attempt of a subtask whose current one has ended.</summary>
    public Execution StartOver(Subtask subtask)
    {
        var old = subtask.Current;
        var next = new Execution(old.Id with { Attempt = old.Id.Attempt + 1 }, this);
        _counts[(int)old.State]--;
        _counts[(int)ExecutionState.Created]++;
        subtask.Replace(next, _historySize);
        _executions[subtask.Number] = next;
        return next;
    }

    /// <summary>The accumulators of the tasks that have ended, merged by name.</summary>
    public Dictionary<string, object?> MergeAccumulators()
    {
        var merged = new Dictionary<string, IAccumulator>(StringComparer.Ordinal);
        foreach (var execution in _executions)
        {
            foreach (var (name, accumulator) in execution.Report?.Accumulators ?? new Dictionary<string, IAccumulator>())
            {
                if (merged.TryGetValue(name, out var sum))
                {
                    sum.Merge(accumulator);
                }
                else
                {
                    merged.Add(name, accumulator.Copy());
                }
            }
        }

        return merged.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    long IExecutionObserver.Moved(Execution execution, ExecutionState from)
    {
        _counts[(int)from]--;
        _counts[(int)execution.State]++;
        return LastMove = _clock.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
