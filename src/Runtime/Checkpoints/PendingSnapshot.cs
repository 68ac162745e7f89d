using Flink.Core.Graph;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Checkpoints;

/// <summary>A snapshot that some tasks have not written yet. Belongs to the job master's endpoint.</summary>
/// <param name="id">Its checkpoint id.</param>
/// <param name="sources">The enumerators' state, taken before the barriers were sent.</param>
/// <param name="executions">The tasks that will write.</param>
internal sealed class PendingSnapshot(
    long id, IReadOnlyDictionary<VertexId, OperatorSnapshot> sources, IReadOnlyList<ExecutionId> executions)
{
    private readonly Dictionary<ExecutionId, TaskSnapshot> _written = [];

    public long Id { get; } = id;

    public TaskCompletionSource<JobSnapshot> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes what a task wrote.</summary>
    /// <returns>Whether that was the last one; the snapshot is then complete.</returns>
    public bool Add(ExecutionId execution, TaskSnapshot snapshot)
    {
        _written[execution] = snapshot;
        if (_written.Count < executions.Count)
        {
            return false;
        }

        var tasks = executions
            .GroupBy(id => id.Vertex)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<TaskSnapshot>)[.. group.OrderBy(id => id.Subtask).Select(id => _written[id])]);
        Completion.TrySetResult(new JobSnapshot(tasks, sources));
        return true;
    }
}
