using Flink.Core.Graph;
using Flink.Core.Sources;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Rpc;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The enumerators of a job's sources, and their way to the readers.</summary>
/// <param name="graph">The job's tasks.</param>
/// <param name="tasks">Carries splits to the readers.</param>
/// <param name="clock">For what is told to readers at intervals.</param>
/// <param name="post">Runs an action as a message of the job's master; false when it has ended.</param>
/// <param name="fail">Fails the job; in a message of the job's master.</param>
/// <remarks>
/// An enumerator lives until all its readers start over: then another one takes its place, from the state of the checkpoint. Where only some
/// of its readers start over, it goes on, and what these were assigned since the checkpoint comes back to it. Belongs to the job
/// master's endpoint.
/// </remarks>
internal sealed class JobSources(ExecutionGraph graph, ITaskGateway tasks, TimeProvider clock, Func<Action, bool> post, Action<Exception> fail)
{
    private readonly ExecutionGraph _graph = graph;
    private readonly ITaskGateway _tasks = tasks;
    private readonly Func<Action, bool> _post = post;
    private readonly Action<Exception> _fail = fail;
    private readonly Dictionary<VertexId, Running> _running = [];
    private readonly SourceAlignments _alignments = new(graph, tasks, clock, post);

    /// <summary>Makes and starts the enumerators that are missing, and takes back the splits of readers that start over with others going on.</summary>
    /// <param name="restore">What they start from; null for a fresh start.</param>
    /// <param name="startsOver">Whether a subtask starts over.</param>
    public void Start(JobSnapshot? restore, Func<Subtask, bool> startsOver)
    {
        using var foreign = ForeignCode.Enter();
        foreach (var vertex in _graph.Job.Vertices)
        {
            if (vertex.Operators[0].Factory is not SourceOperatorFactory factory)
            {
                continue;
            }

            if (_running.TryGetValue(vertex.Id, out var running))
            {
                foreach (var subtask in _graph.Of(vertex.Id).Where(startsOver))
                {
                    running.Coordinator.ResetReader(subtask.Index, restore?.CheckpointId ?? 0);
                }
            }
            else
            {
                Start(vertex, factory, restore);
            }
        }
    }

    /// <summary>A task runs; where it is a reader, its enumerator is told.</summary>
    public void AddReader(ExecutionId execution)
    {
        using var foreign = ForeignCode.Enter();
        Find(execution)?.AddReader(execution.Subtask);
    }

    /// <summary>A reader asks for a split.</summary>
    public void HandleSplitRequest(ExecutionId execution)
    {
        using var foreign = ForeignCode.Enter();
        Find(execution)?.HandleSplitRequest(execution.Subtask);
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
        foreach (var (vertex, running) in _running)
        {
            var snapshot = new OperatorSnapshot(checkpointId);
            running.Coordinator.Snapshot(checkpointId, snapshot);
            snapshots.Add(vertex, snapshot);
        }

        return snapshots;
    }

    /// <summary>A checkpoint is complete: splits that were assigned before it are in it.</summary>
    public void NotifyCheckpointComplete(long checkpointId)
    {
        foreach (var running in _running.Values)
        {
            running.Coordinator.NotifyCheckpointComplete(checkpointId);
        }
    }

    /// <summary>Ends the enumerators all of whose readers end, and cancels what they have under way.</summary>
    /// <param name="ends">Whether a subtask ends, to start over or not.</param>
    public void Stop(Func<Subtask, bool> ends)
    {
        using var foreign = ForeignCode.Enter();
        foreach (var vertex in _running.Keys.Where(vertex => _graph.Of(vertex).All(ends)).ToList())
        {
            _running.Remove(vertex, out var running);
            running!.Ended.Cancel();
            _alignments.Remove(vertex);
            running.Coordinator.Close();
        }
    }

    /// <summary>Ends all enumerators.</summary>
    public void Close() => Stop(static _ => true);

    private SourceCoordinator? Find(ExecutionId execution) => _running.GetValueOrDefault(execution.Vertex)?.Coordinator;

    private void Start(JobVertex vertex, SourceOperatorFactory factory, JobSnapshot? restore)
    {
        var ended = new CancellationTokenSource();
        var coordinator = factory.CreateCoordinator(new Context(this, vertex, ended.Token));
        _running.Add(vertex.Id, new Running(coordinator, ended));
        _alignments.Add(vertex, factory.Alignment);
        coordinator.Start(restore?.Operators.GetValueOrDefault(vertex.Operators[0].Id)?.Coordinator is InlineState state
            ? new SnapshotShare(restore.CheckpointId, [StoredSnapshot.Read(state.Bytes, $"State of source '{vertex.Name}'")], 0, 1, 1)
            : null);
    }

    private sealed record Running(SourceCoordinator Coordinator, CancellationTokenSource Ended);

    private sealed class Context(JobSources owner, JobVertex vertex, CancellationToken ended) : ISourceCoordinatorContext
    {
        public int Parallelism => vertex.Parallelism;

        // A reader that is not there does not get it; the coordinator remembers what it assigned, and takes it back when the reader starts over.
        public void SendSplit(int subtask, ReadOnlyMemory<byte> split) => owner._tasks.SendSplit(IdOf(subtask), split);

        public void SendNoMoreSplits(int subtask) => owner._tasks.SendNoMoreSplits(IdOf(subtask));

        // What an enumerator that was replaced still has under way is no business of the next one.
        public void Post(Action action) => owner._post(() =>
        {
            if (!ended.IsCancellationRequested)
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
                await work(ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // The job has ended; nobody waits for the result.
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }

        private ExecutionId IdOf(int subtask) => owner._graph.Of(vertex.Id)[subtask].Current.Id;
    }
}
