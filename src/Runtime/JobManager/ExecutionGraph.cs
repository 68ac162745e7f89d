using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>A job graph with its subtasks: what runs.</summary>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class ExecutionGraph
{
    private readonly Dictionary<ExecutionId, Execution> _byId = [];

    /// <summary>One attempt of every subtask, none of them started.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempt">How often the job was started before.</param>
    public ExecutionGraph(JobGraph job, int attempt = 0)
    {
        Job = job;
        Attempt = attempt;
        foreach (var vertex in job.Vertices)
        {
            for (var subtask = 0; subtask < vertex.Parallelism; subtask++)
            {
                var execution = new Execution(new ExecutionId(job.Id, vertex.Id, subtask, attempt));
                _byId.Add(execution.Id, execution);
                Executions.Add(execution);
            }
        }
    }

    /// <summary>What the user built.</summary>
    public JobGraph Job { get; }

    /// <summary>How often the job was started before.</summary>
    public int Attempt { get; }

    /// <summary>Records that the sources of tasks that have ended read.</summary>
    public long RecordsRead => Executions.Sum(static execution => execution.Report?.RecordsRead ?? 0);

    /// <summary>The current attempt of every subtask, vertex by vertex in topological order.</summary>
    public List<Execution> Executions { get; } = [];

    /// <summary>Whether every attempt has ended.</summary>
    public bool HasEnded => Executions.TrueForAll(execution => execution.State.IsTerminal());

    /// <summary>The attempt of an id; null for one that is not current any more.</summary>
    public Execution? Find(ExecutionId id) => _byId.GetValueOrDefault(id);

    /// <summary>The attempt of a subtask.</summary>
    public Execution? Current(VertexId vertex, int subtask) => Find(new ExecutionId(Job.Id, vertex, subtask, Attempt));

    /// <summary>The accumulators of the tasks that have ended, merged by name.</summary>
    public Dictionary<string, object?> MergeAccumulators()
    {
        var merged = new Dictionary<string, IAccumulator>(StringComparer.Ordinal);
        foreach (var execution in Executions)
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
}
