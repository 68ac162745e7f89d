using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Checkpoints;

/// <summary>Which tasks of an attempt have processed everything, and so send no barriers to those behind them.</summary>
/// <param name="topology">Who sends to whom.</param>
internal sealed class EndedTasks(TaskTopology topology)
{
    private readonly HashSet<ExecutionId> _waiting = [];
    private ExecutionGraph? _graph;

    /// <summary>An attempt begins.</summary>
    public void Begin(ExecutionGraph graph)
    {
        _graph = graph;
        _waiting.Clear();
    }

    /// <summary>A task has processed everything, and runs on until a checkpoint is complete.</summary>
    public void Wait(ExecutionId execution) => _waiting.Add(execution);

    /// <summary>Whether no barrier will reach a task: it is a source, or all that send to it have ended.</summary>
    public bool AreAllBefore(ExecutionId execution) => topology.AllSenders(execution.Vertex, execution.Subtask, HasEnded);

    /// <summary>Whether nothing but one more checkpoint is missing for the job to finish.</summary>
    public bool AwaitLastCheckpoint =>
        _waiting.Count > 0
        && _graph!.Executions.TrueForAll(execution => execution.State == ExecutionState.Finished || _waiting.Contains(execution.Id))
        && _graph.Executions.Exists(static execution => execution.State == ExecutionState.Running);

    private bool HasEnded(VertexId vertex, int subtask) =>
        _graph!.Current(vertex, subtask) is { } sender && (sender.State == ExecutionState.Finished || _waiting.Contains(sender.Id));
}
