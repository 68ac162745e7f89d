using System.Diagnostics;
using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.Scheduling;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Checkpoints;

/// <summary>Triggers a job's checkpoints, gathers what the tasks wrote, makes the whole durable, and tells everybody (design decision D7).</summary>
/// <remarks>
/// Part of the job master's endpoint: every member is called in its messages. Each checkpoint goes through the states of
/// <see cref="CheckpointStatus"/>. Barriers begin at the sources and at tasks all of whose senders have finished, so checkpoints
/// go on while a job runs out (Flink's FLIP-147).
/// </remarks>
internal sealed partial class CheckpointCoordinator
{
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(100);

    private readonly JobGraph _job;
    private readonly CheckpointSettings _settings;
    private readonly CheckpointCoordinatorServices _services;
    private readonly CheckpointStore _store;
    private readonly TaskTopology _topology;
    private readonly SortedDictionary<long, PendingCheckpoint> _pending = [];
    private readonly HashSet<ExecutionId> _waiting = [];
    private readonly Queue<Action> _whenSettled = new();
    private ExecutionGraph? _graph;
    private JobSources? _sources;
    private ITimer? _timer;
    private long _timerNumber;
    private long _lastId;
    private long? _lastEnd;
    private int _finalizing;
    private int _failures;
    private bool _isDue;

    /// <summary>A coordinator that does nothing until an attempt begins.</summary>
    public CheckpointCoordinator(JobGraph job, CheckpointSettings settings, CheckpointStorage storage, CheckpointCoordinatorServices services)
    {
        _job = job;
        _settings = settings;
        _services = services;
        _topology = new TaskTopology(job);
        _store = new CheckpointStore(storage, settings, services);
    }

    /// <summary>Counts for meters.</summary>
    public CheckpointStatistics Statistics { get; } = new();

    /// <summary>The complete checkpoint to start from; null when there is none yet.</summary>
    public JobSnapshot? Latest => _store.Latest;

    /// <summary>Sets what the job starts from, before its first attempt.</summary>
    public void StartFrom(JobSnapshot snapshot)
    {
        _store.StartFrom(snapshot);
        _lastId = Math.Max(_lastId, snapshot.CheckpointId);
    }

    /// <summary>An attempt begins: checkpoints are taken once all its tasks run.</summary>
    public void Begin(ExecutionGraph graph, JobSources sources)
    {
        (_graph, _sources) = (graph, sources);
        _waiting.Clear();
        _isDue = false;
        if (_settings.Interval is { } interval)
        {
            Schedule(interval);
        }
    }

    /// <summary>The attempt is over: what is under way is given up, but for what may be durable already.</summary>
    public void Stop(string reason)
    {
        _graph = null;
        _sources = null;
        _timer?.Dispose();
        _timer = null;
        _timerNumber++;
        foreach (var pending in _pending.Values.Where(pending => pending.Status == CheckpointStatus.Pending).ToList())
        {
            GiveUp(pending, CheckpointStatus.Aborted, reason, cause: null);
        }
    }

    /// <summary>Runs an action when no checkpoint is on the verge of being complete.</summary>
    public void WhenSettled(Action action)
    {
        if (_finalizing == 0)
        {
            action();
        }
        else
        {
            _whenSettled.Enqueue(action);
        }
    }

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
            _store.DiscardLate(checkpointId);
            return;
        }

        pending.Add(execution, snapshot);
        if (snapshot.IsFinished)
        {
            _waiting.Add(execution);
        }

        Advance();
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
            _store.DiscardLate(checkpointId);
        }
    }

    /// <summary>A task has processed everything and waits for a checkpoint to end.</summary>
    public void TaskWaits(ExecutionId execution)
    {
        _waiting.Add(execution);
        Advance();
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

        Advance();
        TriggerLast();
    }

    private bool TryFind(ExecutionId execution, long checkpointId, out PendingCheckpoint pending) =>
        _pending.TryGetValue(checkpointId, out pending!) && pending.Status == CheckpointStatus.Pending && _graph?.Find(execution) is not null;

    private string? Refusal()
    {
        if (_graph is null || _graph.HasEnded || !_graph.Executions.TrueForAll(static execution => execution.State is ExecutionState.Running or ExecutionState.Finished))
        {
            return "not all of its tasks run";
        }

        return _pending.Count >= _settings.MaxConcurrent ? "another one is under way" : null;
    }

    private PendingCheckpoint? Trigger()
    {
        var (graph, sources) = (_graph!, _sources!);
        _isDue = false;
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
        Statistics.Begin();
        pending.Activity = RuntimeActivities.Source.StartActivity(RuntimeActivities.Checkpoint);
        pending.Activity?.SetTag("job_id", _job.Id.ToString()).SetTag("checkpoint_id", id);
        pending.Timeout = After(_settings.Timeout, () => Expire(pending));
        LogTriggered(_services.Logger, id, _job.Name);
        foreach (var execution in graph.Executions)
        {
            if (execution.State == ExecutionState.Finished)
            {
                pending.AddFinished(execution.Id);
            }
        }

        Advance();
        return pending;
    }

    // Tells those tasks of a checkpoint whom no barrier can reach, now or since the last look, and ends what is written.
    private void Advance()
    {
        if (_graph is not { } graph)
        {
            return;
        }

        foreach (var pending in _pending.Values.Where(static pending => pending.Status == CheckpointStatus.Pending).ToList())
        {
            foreach (var execution in graph.Executions)
            {
                if (execution.State == ExecutionState.Running && !pending.HasWritten(execution.Id)
                    && _topology.AllSenders(execution.Id.Vertex, execution.Id.Subtask, HasEnded) && pending.TryTrigger(execution.Id))
                {
                    _services.TaskManager.TriggerCheckpoint(execution.Id, new CheckpointBarrier(pending.Id, pending.Timestamp));
                }
            }

            if (pending.IsWritten)
            {
                FinalizeCheckpoint(pending);
            }
        }
    }

    private bool HasEnded(VertexId vertex, int subtask) =>
        _graph!.Current(vertex, subtask) is { } sender && (sender.State == ExecutionState.Finished || _waiting.Contains(sender.Id));

    private void FinalizeCheckpoint(PendingCheckpoint pending)
    {
        pending.MoveTo(CheckpointStatus.Finalizing);
        pending.Timeout?.Dispose();
        _finalizing++;
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
        var duration = _services.Clock.GetElapsedTime(pending.Begin);
        pending.MoveTo(CheckpointStatus.Completed);
        _failures = 0;
        Statistics.Complete(snapshot.Size, duration);
        pending.Activity?.SetTag("size", snapshot.Size);
        LogCompleted(_services.Logger, pending.Id, _job.Name, snapshot.Size, duration.TotalMilliseconds);
        Leave(pending, ActivityStatusCode.Ok);
        foreach (var older in _pending.Values.Where(older => older.Id < pending.Id && older.Status == CheckpointStatus.Pending).ToList())
        {
            GiveUp(older, CheckpointStatus.Aborted, "a newer one is complete", cause: null);
        }

        ForEachRunning(execution => _services.TaskManager.NotifyCheckpointComplete(execution, pending.Id));
        _store.Add(snapshot);
        pending.Completion.TrySetResult(snapshot);
        Settled();
        TriggerNext(afterFailure: false);
    }

    private void FinalizeFailed(PendingCheckpoint pending, Exception cause)
    {
        Settled(() => GiveUp(pending, CheckpointStatus.Failed, "its metadata could not be made durable", cause));
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
        Statistics.Fail();
        LogGivenUp(_services.Logger, pending.Id, _job.Name, status, reason, cause);
        Leave(pending, ActivityStatusCode.Error);
        ForEachRunning(execution => _services.TaskManager.AbortCheckpoint(execution, pending.Id));
        _store.Discard(pending.Id);
        var failure = NoCheckpoint(cause is null ? reason : $"{reason}: {cause.Message}", cause, pending.Id);
        pending.Completion.TrySetException(failure);
        _ = pending.Completion.Task.Exception;
        if (status != CheckpointStatus.Aborted)
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

    private void Leave(PendingCheckpoint pending, ActivityStatusCode status)
    {
        _pending.Remove(pending.Id);
        _lastEnd = _services.Clock.GetTimestamp();
        pending.Activity?.SetTag("status", pending.Status.ToString().ToUpperInvariant()).SetStatus(status);
        pending.Activity?.Dispose();
    }

    private void Settled(Action? first = null)
    {
        _finalizing--;
        first?.Invoke();
        while (_finalizing == 0 && _whenSettled.TryDequeue(out var action))
        {
            action();
        }
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
        if (_graph is { } graph && _waiting.Count > 0 && _pending.Count == 0 && Refusal() is null
            && graph.Executions.TrueForAll(execution => execution.State == ExecutionState.Finished || _waiting.Contains(execution.Id))
            && graph.Executions.Exists(static execution => execution.State == ExecutionState.Running))
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

        if (_isDue && _graph is not null)
        {
            Schedule(_settings.MinPause);
        }
    }

    private void Schedule(TimeSpan delay)
    {
        _timer?.Dispose();
        var number = ++_timerNumber;
        _timer = After(delay, () =>
        {
            if (number == _timerNumber)
            {
                IntervalHasPassed();
            }
        });
    }

    private void IntervalHasPassed()
    {
        var pause = _lastEnd is { } end ? _settings.MinPause - _services.Clock.GetElapsedTime(end) : TimeSpan.Zero;
        if (pause > TimeSpan.Zero)
        {
            Schedule(pause);
        }
        else if (Refusal() is null)
        {
            Trigger();
            if (_graph is not null)
            {
                Schedule(_settings.Interval!.Value);
            }
        }
        else if (_pending.Count >= _settings.MaxConcurrent)
        {
            // The end of that one schedules it.
            _isDue = true;
        }
        else
        {
            Schedule(_settings.Interval!.Value < _retry ? _settings.Interval.Value : _retry);
        }
    }

    private ITimer After(TimeSpan delay, Action action) =>
        _services.Clock.CreateTimer(_ => _services.Post(action), null, delay, System.Threading.Timeout.InfiniteTimeSpan);

    private string NameOf(ExecutionId execution)
    {
        var vertex = _job.Vertex(execution.Vertex);
        return $"{vertex.Name} ({execution.Subtask + 1}/{vertex.Parallelism})";
    }

    private FlinkException NoCheckpoint(string reason, Exception? cause = null, long? id = null) =>
        new($"Checkpoint {(id is null ? "" : $"{id} ")}of job '{_job.Name}' was not taken: {reason}.", cause!, cause is not FlinkException { IsRetryable: false });

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Id} of job {Job} begins.")]
    private static partial void LogTriggered(ILogger logger, long id, string job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Id} of job {Job} is complete: {Size} bytes in {Milliseconds:0} ms.")]
    private static partial void LogCompleted(ILogger logger, long id, string job, long size, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Checkpoint {Id} of job {Job} was given up ({Status}): {Reason}.")]
    private static partial void LogGivenUp(ILogger logger, long id, string job, CheckpointStatus status, string reason, Exception? cause);
}
