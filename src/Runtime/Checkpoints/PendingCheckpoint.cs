using System.Diagnostics;
using Flink.Core.Graph;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Checkpoints;

/// <summary>A checkpoint that is not complete yet. Belongs to the job master's endpoint.</summary>
/// <param name="id">Its number.</param>
/// <param name="timestamp">When it was triggered, milliseconds since the epoch.</param>
/// <param name="begin">The same in ticks of the clock.</param>
/// <param name="sources">What the enumerators wrote, before the barriers were sent.</param>
/// <param name="executions">The tasks of the job.</param>
internal sealed class PendingCheckpoint(
    long id, long timestamp, long begin, IReadOnlyDictionary<VertexId, OperatorSnapshot> sources, IReadOnlyCollection<ExecutionId> executions)
{
    private static readonly TaskSnapshot _finished = new(new Dictionary<OperatorId, StateHandle>(), IsFinished: true);

    private readonly Dictionary<ExecutionId, TaskSnapshot> _written = [];
    private readonly HashSet<ExecutionId> _triggered = [];

    public long Id { get; } = id;

    public long Timestamp { get; } = timestamp;

    public long Begin { get; } = begin;

    public CheckpointStatus Status { get; private set; } = CheckpointStatus.Pending;

    public TaskCompletionSource<JobSnapshot> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ITimer? Timeout { get; set; }

    public Activity? Activity { get; set; }

    /// <summary>Whether every task has written or had finished.</summary>
    public bool IsWritten => _written.Count == executions.Count;

    public void MoveTo(CheckpointStatus status)
    {
        if (!CheckpointStatusTransitions.IsLegal(Status, status))
        {
            throw new InvalidOperationException($"Checkpoint {Id} cannot go from {Status} to {status}.");
        }

        Status = status;
    }

    public bool HasWritten(ExecutionId execution) => _written.ContainsKey(execution);

    /// <summary>Takes what a task wrote; of two answers the first counts.</summary>
    public void Add(ExecutionId execution, TaskSnapshot snapshot) => _written.TryAdd(execution, snapshot);

    /// <summary>A task had finished before the checkpoint reached it, and has nothing that would have to be kept.</summary>
    public void AddFinished(ExecutionId execution) => _written.TryAdd(execution, _finished);

    /// <summary>Whether a task still has to be told of the checkpoint by the coordinator; true once.</summary>
    public bool TryTrigger(ExecutionId execution) => !_written.ContainsKey(execution) && _triggered.Add(execution);

    /// <summary>The operator with a union list that would lack the elements of subtasks that had finished; null when there is none.</summary>
    public string? FindCutUnion(JobGraph job)
    {
        foreach (var vertex in job.Vertices)
        {
            var tasks = _written.Where(pair => pair.Key.Vertex == vertex.Id).Select(pair => pair.Value).ToList();
            if (tasks.Contains(_finished) && tasks.Exists(static task => !task.IsFinished)
                && vertex.Operators.FirstOrDefault(node => tasks.Exists(task => HasUnion(task, node.Id))) is { } node)
            {
                return node.Name;
            }
        }

        return null;
    }

    /// <summary>The whole, once it is written. Blocks where an enumerator has frozen state.</summary>
    public JobSnapshot Assemble(JobGraph job)
    {
        var operators = new Dictionary<OperatorId, OperatorState>();
        foreach (var vertex in job.Vertices)
        {
            var tasks = _written.Where(pair => pair.Key.Vertex == vertex.Id).OrderBy(pair => pair.Key.Subtask).Select(pair => pair.Value).ToList();
            foreach (var node in vertex.Operators)
            {
                operators.Add(node.Id, new OperatorState
                {
                    Id = node.Id,
                    Name = node.Name,
                    MaxParallelism = vertex.MaxParallelism,
                    Subtasks = [.. tasks.Select(task => new SubtaskState(task.Operators.GetValueOrDefault(node.Id), task.IsFinished))],
                    Coordinator = node == vertex.Operators[0] && sources.TryGetValue(vertex.Id, out var source) ? StateOf(source) : null,
                });
            }
        }

        return new JobSnapshot { Job = job.Id, CheckpointId = Id, Timestamp = Timestamp, Operators = operators };
    }

    private static bool HasUnion(TaskSnapshot task, OperatorId id) => task.Operators.GetValueOrDefault(id) is { Shape.HasUnion: true };

    private static InlineState? StateOf(OperatorSnapshot source)
    {
        var bytes = source.ToBytes();
        return source.IsEmpty ? null : new InlineState(source.Shape, bytes);
    }
}
