using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Checkpoints;

/// <summary>Which tasks have processed everything, and so send no barriers to those behind them. Some have finished, others run on until a checkpoint is complete.</summary>
/// <param name="topology">Who sends to whom.</param>
internal sealed class EndedTasks(TaskTopology topology)
{
    private readonly HashSet<ExecutionId> _ended = [];
    private readonly Dictionary<VertexId, int> _counts = [];
    private ExecutionGraph? _graph;

    /// <summary>Tasks begin, the first time or again; those that go on have ended where they had.</summary>
    public void Begin(ExecutionGraph graph)
    {
        _graph = graph;
        var before = _ended.ToHashSet();
        _ended.Clear();
        _counts.Clear();
        foreach (var execution in graph.Executions)
        {
            if (execution.State == ExecutionState.Finished || before.Contains(execution.Id))
            {
                Add(execution.Id);
            }
        }
    }

    /// <summary>A task has processed everything.</summary>
    /// <returns>False when that was known.</returns>
    public bool Add(ExecutionId execution)
    {
        if (!_ended.Add(execution))
        {
            return false;
        }

        _counts[execution.Vertex] = _counts.GetValueOrDefault(execution.Vertex) + 1;
        return true;
    }

    /// <summary>Whether no barrier will reach a task: it is a source, or all that send to it have ended.</summary>
    public bool AreAllBefore(ExecutionId execution)
    {
        foreach (var (edge, pattern) in topology.Inputs(execution.Vertex))
        {
            var (first, end) = pattern.SendersOf(execution.Subtask);
            if (!pattern.IsPointwise)
            {
                if (_counts.GetValueOrDefault(edge.Source) < pattern.Senders)
                {
                    return false;
                }

                continue;
            }

            for (var sender = first; sender < end; sender++)
            {
                if (!HasEnded(edge.Source, sender))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The tasks that a task sends to, but for those that others which have not ended send to over the same exchange.</summary>
    public IEnumerable<Execution> Behind(ExecutionId execution)
    {
        foreach (var (edge, pattern) in topology.Outputs(execution.Vertex))
        {
            if (!pattern.IsPointwise && _counts.GetValueOrDefault(edge.Source) < pattern.Senders)
            {
                continue;
            }

            var (first, end) = pattern.ReceiversOf(execution.Subtask);
            for (var receiver = first; receiver < end; receiver++)
            {
                yield return _graph!.Of(edge.Target)[receiver].Current;
            }
        }
    }

    /// <summary>Whether nothing but one more checkpoint is missing for the job to finish.</summary>
    public bool AwaitLastCheckpoint => _ended.Count == _graph!.Executions.Count && _graph.Count(ExecutionState.Running) > 0;

    private bool HasEnded(VertexId vertex, int subtask) => _ended.Contains(_graph!.Of(vertex)[subtask].Current.Id);
}
