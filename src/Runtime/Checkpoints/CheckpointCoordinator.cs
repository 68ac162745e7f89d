using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Checkpoints;

/// <summary>Triggers a job's checkpoints, gathers what the tasks wrote, makes the whole durable, and tells everybody (design decision D7).</summary>
/// <remarks>
/// Part of the job master's endpoint: every member is called in its messages. Each checkpoint goes through the states of
/// <see cref="CheckpointStatus"/>. Barriers begin at the sources and at tasks all of whose senders have finished, so checkpoints
/// go on while a job runs out (Flink's FLIP-147).
/// </remarks>
internal sealed class CheckpointCoordinator
{
    private readonly JobGraph _job;
    private readonly CheckpointSettings _settings;
    private readonly CheckpointCoordinatorServices _services;
    private readonly CheckpointStore _store;
    private readonly CheckpointReports _reports;
    private readonly CheckpointSchedule _schedule;
    private readonly EndedTasks _ended;
    private readonly FinalizingCheckpoints _finalizing = new();
    private readonly SortedDictionary<long, PendingCheckpoint> _pending = [];
    private ExecutionGraph? _graph;
    private JobSources? _sources;
    private long _lastId;
    private int _failures;

    /// <summary>A coordinator that does nothing until an attempt begins.</summary>
    public CheckpointCoordinator(JobGraph job, CheckpointSettings settings, CheckpointStorage storage, CheckpointCoordinatorServices services)
    {
        _job = job;
        _settings = settings;
        _services = services;
        _schedule = new CheckpointSchedule(settings, services, TryTrigger);
        _ended = new EndedTasks(new TaskTopology(job));
        _store = new CheckpointStore(storage, settings, services);
        _reports = new CheckpointReports(job, services);
    }

    /// <summary>Counts for meters.</summary>
    public CheckpointStatistics Statistics => _reports.Statistics;

    /// <summary>The complete checkpoint to start from; null when there is none yet.</summary>
    public JobSnapshot? Latest => _store.Latest;

    /// <summary>Sets what the job starts from, before its first attempt.</summary>
    public void StartFrom(JobSnapshot snapshot)
    {
        _store.StartFrom(snapshot);
        _lastId = Math.Max(_lastId, snapshot.CheckpointId);
    }

    /// <summary>Takes over the checkpoints of an earlier master, before the first attempt. They are this one's from now on.</summary>
    public void Recover(RecoveredCheckpoints recovered)
    {
        _lastId = Math.Max(_lastId, recovered.NextId - 1);
        foreach (var snapshot in recovered.Complete)
        {
            _store.Add(snapshot);
        }
    }

    /// <summary>An attempt begins: checkpoints are taken once all its tasks run.</summary>
    public void Begin(ExecutionGraph graph, JobSources sources)
    {
        (_graph, _sources) = (graph, sources);
        _ended.Begin(graph);
        _schedule.Begin();
    }

    /// <summary>The attempt is over: what is under way is given up, but for what may be durable already.</summary>
    public void Stop(string reason)
    {
        _graph = null;
        _sources = null;
        _schedule.Stop();
        foreach (var pending in _pending.Values.Where(pending => pending.Status == CheckpointStatus.Pending).ToList())
        {
            GiveUp(pending, CheckpointStatus.Aborted, reason, cause: null);
        }
    }

    /// <summary>Checkpoints of the attempt that was stopped are taken again: its tasks ran on.</summary>
    public void Resume(ExecutionGraph graph, JobSources sources)
    {
        Begin(graph, sources);
        TriggerLast();
    }

    /// <summary>Runs an action when no checkpoint is on the verge of being complete.</summary>
    public void WhenSettled(Action action) => _finalizing.WhenSettled(action);

    /// <summary>The job has ended: keeps or removes its checkpoints. Afterwards <paramref name="done"/> is called, with what could not be removed.</summary>
    public void End(JobStatus status, Action<IReadOnlyList<string>> done) => _store.Close(status, done);

    /// <summary>Takes a checkpoint now, for somebody who waits for it.</summary>
    public Task<JobSnapshot> TriggerAsync() => Refusal() is { } reason
        ? Task.FromException<JobSnapshot>(NoCheckpoint(reason))
        : Trigger() is { } pending
            ? pending.Completion.Task
            : Task.FromException<JobSnapshot>(NoCheckpoint("a source could not write its state"));

    /// <summary>A task has written its part.</summary>
    public void Acknowledge(ExecutionId execution, long checkpointId, TaskSnapshot snapshot)
    {
        if (!TryFind(execution, checkpointId, out var pending))
        {
            // Too late. What it wrote after the checkpoint's files had been removed would stay for ever.
            DiscardLate(checkpointId);
            return;
        }

        pending.Add(execution, snapshot);
        if (snapshot.IsFinished && _ended.Add(execution))
        {
            TriggerBehind(execution);
        }

        EndWritten();
    }

    /// <summary>A task could not write its part.</summary>
    public void Decline(ExecutionId execution, long checkpointId, Exception cause)
    {
        if (TryFind(execution, checkpointId, out var pending))
        {
            GiveUp(pending, CheckpointStatus.Declined, $"task {NameOf(execution)} could not write its state", cause);
        }
        else
        {
            DiscardLate(checkpointId);
        }
    }

    /// <summary>A task has processed everything and waits for a checkpoint to end.</summary>
    public void TaskWaits(ExecutionId execution)
    {
        Ended(execution);
        TriggerLast();
    }

    /// <summary>A task has finished.</summary>
    /// <param name="execution">The task.</param>
    /// <param name="lastCheckpoint">The newest checkpoint that it took part in; its answer may still be on its way.</param>
    public void TaskFinished(ExecutionId execution, long lastCheckpoint)
    {
        foreach (var pending in _pending.Values)
        {
            if (pending.Status == CheckpointStatus.Pending && lastCheckpoint < pending.Id)
            {
                pending.AddFinished(execution);
            }
        }

        Ended(execution);
        TriggerLast();
    }

    private void Ended(ExecutionId execution)
    {
        if (_ended.Add(execution))
        {
            TriggerBehind(execution);
        }

        EndWritten();
    }

    private void DiscardLate(long checkpointId)
    {
        // One that is being made durable, or is pending, is whole without this answer.
        if (!_pending.ContainsKey(checkpointId))
        {
            _store.DiscardLate(checkpointId);
        }
    }

    private bool TryFind(ExecutionId execution, long checkpointId, out PendingCheckpoint pending) =>
        _pending.TryGetValue(checkpointId, out pending!) && pending.Status == CheckpointStatus.Pending && _graph?.Find(execution) is not null;

    private string? Refusal()
    {
        if (_graph is null || _graph.HasEnded || !_graph.RunsOrHasFinished)
        {
            return "not all of its tasks run";
        }

        return _pending.Count >= _settings.MaxConcurrent ? "another one is under way" : null;
    }

    private TriggerOutcome TryTrigger()
    {
        if (Refusal() is null)
        {
            Trigger();
            return TriggerOutcome.Triggered;
        }

        return _pending.Count >= _settings.MaxConcurrent ? TriggerOutcome.OthersUnderWay : TriggerOutcome.TasksMissing;
    }

    private PendingCheckpoint? Trigger()
    {
        var (graph, sources) = (_graph!, _sources!);
        _schedule.Triggered();
        var id = ++_lastId;
        Dictionary<VertexId, OperatorSnapshot> coordinators;
        try
        {
            coordinators = sources.Snapshot(id);
        }
        catch (Exception e)
        {
            _services.Fail(e);
            return null;
        }

        var now = _services.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var pending = new PendingCheckpoint(
            id, now, _services.Clock.GetTimestamp(), coordinators, [.. graph.Executions.Select(static execution => execution.Id)]);
        _pending.Add(id, pending);
        _reports.Begin(pending);
        pending.Timeout = _services.After(_settings.Timeout, () => Expire(pending));
        foreach (var execution in graph.Executions)
        {
            if (execution.State == ExecutionState.Finished)
            {
                pending.AddFinished(execution.Id);
            }
        }

        foreach (var execution in graph.Executions)
        {
            TriggerTask(pending, execution);
        }

        EndWritten();
        return pending;
    }

    // Since the end of a task, no barrier may reach those behind it any more.
    private void TriggerBehind(ExecutionId ended)
    {
        if (_graph is null || _pending.Count == 0)
        {
            return;
        }

        foreach (var receiver in _ended.Behind(ended))
        {
            foreach (var pending in _pending.Values)
            {
                if (pending.Status == CheckpointStatus.Pending)
                {
                    TriggerTask(pending, receiver);
                }
            }
        }
    }

    // Tells a task of a checkpoint that no barrier will tell it of.
    private void TriggerTask(PendingCheckpoint pending, Execution execution)
    {
        if (execution.State == ExecutionState.Running && !pending.HasWritten(execution.Id)
            && _ended.AreAllBefore(execution.Id) && pending.TryTrigger(execution.Id))
        {
            _services.Tasks.TriggerCheckpoint(execution.Id, new CheckpointBarrier(pending.Id, pending.Timestamp));
        }
    }

    private void EndWritten()
    {
        if (_graph is null || _pending.Count == 0)
        {
            return;
        }

        foreach (var pending in _pending.Values.Where(static pending => pending is { Status: CheckpointStatus.Pending, IsWritten: true }).ToList())
        {
            // Giving up the one before may have ended the attempt.
            if (pending.Status == CheckpointStatus.Pending)
            {
                RefuseOrFinalize(pending);
            }
        }
    }

    // Flink's rule for union lists (PartialFinishingNotSupportedByStateException); no restart would bring the elements back.
    private void RefuseOrFinalize(PendingCheckpoint pending)
    {
        if (pending.FindCutUnion(_job) is { } name)
        {
            const string Reason = "its union list would lack the elements of subtasks that have finished";
            GiveUp(pending, CheckpointStatus.Declined, $"'{name}' cannot be restored from it", new FlinkException($"{Reason}. Use a list state, or broadcast state"));
            return;
        }

        FinalizeCheckpoint(pending);
    }

    private void FinalizeCheckpoint(PendingCheckpoint pending)
    {
        pending.MoveTo(CheckpointStatus.Finalizing);
        pending.Timeout?.Dispose();
        _finalizing.Begin();
        _services.Io.Run(() =>
        {
            try
            {
                var complete = _store.Storage.Complete(pending.Assemble(_job));
                _services.Post(() => Completed(pending, complete));
            }
            catch (Exception e)
            {
                _services.Post(() => FinalizeFailed(pending, e));
            }
        });
    }

    private void Completed(PendingCheckpoint pending, JobSnapshot snapshot)
    {
        pending.MoveTo(CheckpointStatus.Completed);
        _failures = 0;
        _reports.Complete(pending, snapshot);
        Leave(pending);
        foreach (var older in _pending.Values.Where(older => older.Id < pending.Id && older.Status == CheckpointStatus.Pending).ToList())
        {
            GiveUp(older, CheckpointStatus.Aborted, "a newer one is complete", cause: null);
        }

        _sources?.NotifyCheckpointComplete(pending.Id);
        ForEachRunning(execution => _services.Tasks.NotifyCheckpointComplete(execution, pending.Id));
        _store.Add(snapshot);
        pending.Completion.TrySetResult(snapshot);
        _finalizing.End();
        TriggerNext(afterFailure: false);
    }

    private void FinalizeFailed(PendingCheckpoint pending, Exception cause)
    {
        GiveUp(pending, CheckpointStatus.Failed, "its metadata could not be made durable", cause);
        _finalizing.End();
    }

    private void Expire(PendingCheckpoint pending)
    {
        if (pending.Status == CheckpointStatus.Pending)
        {
            var missing = _graph?.Executions.Where(execution => !pending.HasWritten(execution.Id)).Select(execution => NameOf(execution.Id)).ToList() ?? [];
            var who = missing.Count == 0 ? "" : $" for {missing[0]}{(missing.Count > 1 ? $" and {missing.Count - 1} more" : "")}";
            GiveUp(pending, CheckpointStatus.Expired, $"after {_settings.Timeout.TotalSeconds:0.###} s it still waited{who} ('execution.checkpointing.timeout')", cause: null);
        }
    }

    private void GiveUp(PendingCheckpoint pending, CheckpointStatus status, string reason, Exception? cause)
    {
        pending.MoveTo(status);
        pending.Timeout?.Dispose();
        _reports.GiveUp(pending, reason, cause);
        Leave(pending);
        ForEachRunning(execution => _services.Tasks.AbortCheckpoint(execution, pending.Id));
        _store.Discard(pending.Id);
        var failure = NoCheckpoint(cause is null ? reason : $"{reason}: {cause.Message}", cause, pending.Id);
        pending.Completion.TrySetException(failure);
        _ = pending.Completion.Task.Exception;

        // Where the term has ended, that is all there is to it: the master will be told.
        if (status != CheckpointStatus.Aborted && cause is not LeadershipLostException)
        {
            Count(failure);
            TriggerNext(afterFailure: true);
        }
    }

    private void Count(FlinkException failure)
    {
        if (_graph is not null && ++_failures > _settings.TolerableFailures)
        {
            _services.Fail(new FlinkException(
                $"{failure.Message} It is failed checkpoint {_failures} in a row, and {_settings.TolerableFailures} are tolerated ('execution.checkpointing.tolerable-failed-checkpoints').",
                failure,
                failure.IsRetryable));
        }
    }

    private void Leave(PendingCheckpoint pending)
    {
        _pending.Remove(pending.Id);
        _schedule.Ended();
    }

    private void ForEachRunning(Action<ExecutionId> tell)
    {
        foreach (var execution in _graph?.Executions ?? [])
        {
            if (execution.State == ExecutionState.Running)
            {
                tell(execution.Id);
            }
        }
    }

    // A job of which nothing but the last commit is missing does not wait for the interval; after a failure it does.
    private void TriggerLast()
    {
        if (_graph is not null && _pending.Count == 0 && Refusal() is null && _ended.AwaitLastCheckpoint)
        {
            Trigger();
        }
    }

    private void TriggerNext(bool afterFailure)
    {
        if (!afterFailure)
        {
            TriggerLast();
        }

        _schedule.CatchUp();
    }

    private string NameOf(ExecutionId execution)
    {
        var vertex = _job.Vertex(execution.Vertex);
        return $"{vertex.Name} ({execution.Subtask + 1}/{vertex.Parallelism})";
    }

    private FlinkException NoCheckpoint(string reason, Exception? cause = null, long? id = null) =>
        new($"Checkpoint {(id is null ? "" : $"{id} ")}of job '{_job.Name}' was not taken: {reason.TrimEnd('.')}.", cause!, cause is not FlinkException { IsRetryable: false });
}
