using Flink.Core.Graph;
using Flink.Core.Sources;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Rpc;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The enumerators of a job's sources, and their way to the readers.</summary>
/// <param name="job">The job.</param>
/// <param name="attempt">The attempt of the readers; an attempt has enumerators of its own.</param>
/// <param name="taskManager">Carries splits to the readers.</param>
/// <param name="clock">For what is told to readers at intervals.</param>
/// <param name="post">Runs an action as a message of the job's master; false when it has ended.</param>
/// <param name="fail">Fails the job; in a message of the job's master.</param>
/// <remarks>Belongs to the job master's endpoint.</remarks>
internal sealed class JobSources(
    JobGraph job, int attempt, ITaskManagerGateway taskManager, TimeProvider clock, Func<Action, bool> post, Action<Exception> fail)
{
    private readonly JobGraph _job = job;
    private readonly int _attempt = attempt;
    private readonly ITaskManagerGateway _taskManager = taskManager;
    private readonly Func<Action, bool> _post = post;
    private readonly Action<Exception> _fail = fail;
    private readonly Dictionary<VertexId, SourceCoordinator> _coordinators = [];
    private readonly SourceAlignments _alignments = new(job, attempt, taskManager, clock, post);
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Makes and starts the enumerators, from a snapshot where there is one.</summary>
    public void Start(JobSnapshot? restore)
    {
        using var foreign = ForeignCode.Enter();
        foreach (var vertex in _job.Vertices)
        {
            if (vertex.Operators[0].Factory is SourceOperatorFactory factory)
            {
                var coordinator = factory.CreateCoordinator(new Context(this, vertex));
                _coordinators.Add(vertex.Id, coordinator);
                _alignments.Add(vertex, factory.Alignment);
                coordinator.Start(restore?.Operators.GetValueOrDefault(vertex.Operators[0].Id)?.Coordinator is InlineState state
                    ? new SnapshotShare(restore.CheckpointId, [StoredSnapshot.Read(state.Bytes, $"State of source '{vertex.Name}'")], 0, 1, 1)
                    : null);
            }
        }
    }

    /// <summary>A task runs; where it is a reader, its enumerator is told.</summary>
    public void AddReader(ExecutionId execution)
    {
        using var foreign = ForeignCode.Enter();
        _coordinators.GetValueOrDefault(execution.Vertex)?.AddReader(execution.Subtask);
    }

    /// <summary>A reader asks for a split.</summary>
    public void HandleSplitRequest(ExecutionId execution)
    {
        using var foreign = ForeignCode.Enter();
        _coordinators.GetValueOrDefault(execution.Vertex)?.HandleSplitRequest(execution.Subtask);
    }

    /// <summary>An aligned reader says how far it has come.</summary>
    public void HandleWatermark(ExecutionId execution, long time) => _alignments.Report(execution, time);

    /// <summary>A task has ended; where it is an aligned reader, nobody waits for it any longer.</summary>
    public void RemoveReader(ExecutionId execution) => _alignments.Forget(execution);

    /// <summary>What the enumerators have not assigned.</summary>
    public Dictionary<VertexId, OperatorSnapshot> Snapshot(long checkpointId)
    {
        using var foreign = ForeignCode.Enter();
        var snapshots = new Dictionary<VertexId, OperatorSnapshot>();
        foreach (var (vertex, coordinator) in _coordinators)
        {
            var snapshot = new OperatorSnapshot(checkpointId);
            coordinator.Snapshot(snapshot);
            snapshots.Add(vertex, snapshot);
        }

        return snapshots;
    }

    /// <summary>Ends the enumerators and cancels what they have under way; at a second call nothing happens.</summary>
    public void Close()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        using var foreign = ForeignCode.Enter();
        _ended.Cancel();
        _alignments.Dispose();
        foreach (var coordinator in _coordinators.Values)
        {
            coordinator.Close();
        }
    }

    private sealed class Context(JobSources owner, JobVertex vertex) : ISourceCoordinatorContext
    {
        public int Parallelism => vertex.Parallelism;

        public void SendSplit(int subtask, ReadOnlyMemory<byte> split) => owner._taskManager.SendSplit(IdOf(subtask), split);

        public void SendNoMoreSplits(int subtask) => owner._taskManager.SendNoMoreSplits(IdOf(subtask));

        // What an enumerator of an earlier attempt still has under way is no business of this one.
        public void Post(Action action) => owner._post(() =>
        {
            if (!owner._ended.IsCancellationRequested)
            {
                using var foreign = ForeignCode.Enter();
                action();
            }
        });

        public void Fail(Exception cause) => Post(() => owner._fail(cause));

        public void RunAsync(Func<CancellationToken, Task> work) => _ = RunAndReportAsync(work);

        private async Task RunAndReportAsync(Func<CancellationToken, Task> work)
        {
            // Leaves the endpoint, and its thread, before the user's code runs.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await work(owner._ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (owner._ended.IsCancellationRequested)
            {
                // The job has ended; nobody waits for the result.
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }

        private ExecutionId IdOf(int subtask) => new(owner._job.Id, vertex.Id, subtask, owner._attempt);
    }
}
