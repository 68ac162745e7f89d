using Flink.Core.Graph;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>A job graph with its subtasks: what runs.</summary>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class ExecutionGraph
{
    private readonly Dictionary<ExecutionId, Execution> _byId = [];

    /// <summary>The first attempt of every subtask, none of them started.</summary>
    public ExecutionGraph(JobGraph job)
    {
        Job = job;
        foreach (var vertex in job.Vertices)
        {
            for (var subtask = 0; subtask < vertex.Parallelism; subtask++)
            {
                var execution = new Execution(new ExecutionId(job.Id, vertex.Id, subtask, Attempt: 0));
                _byId.Add(execution.Id, execution);
                Executions.Add(execution);
            }
        }
    }

    /// <summary>What the user built.</summary>
    public JobGraph Job { get; }

    /// <summary>The current attempt of every subtask, vertex by vertex in topological order.</summary>
    public List<Execution> Executions { get; } = [];

    /// <summary>Whether every attempt has ended.</summary>
    public bool HasEnded => Executions.TrueForAll(execution => execution.State.IsTerminal());

    /// <summary>The attempt of an id; null for one that is not current any more.</summary>
    public Execution? Find(ExecutionId id) => _byId.GetValueOrDefault(id);
}
