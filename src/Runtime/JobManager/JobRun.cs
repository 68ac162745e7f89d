using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.JobManager.Results;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>The way of one job through its states: what starts, what a failure takes with it, what starts over, and when it has ended.</summary>
/// <remarks>Belongs to the job master's endpoint: every member is called in its messages.</remarks>
internal sealed class JobRun
{
    private readonly JobGraph _job;
    private readonly JobMasterSettings _settings;
    private readonly ILogger _logger;
    private readonly Func<Action, bool> _post;
    private readonly Action<JobResult> _ended;
    private readonly CheckpointStorage _storage;
    private readonly JobFailover _failover;
    private readonly PendingRestart _restart;
    private readonly Evacuation _evacuation;
    private readonly SlotWait _slotWait;
    private readonly List<string> _warnings = [];
    private readonly Suspension _suspension = new();
    private JobSnapshot? _restore;
    private Exception? _failure;
    private bool _isCompleting;

    public JobRun(JobGraph job, JobMasterSettings settings, JobMasterParts parts, JobSnapshot? restore, Action<JobResult> ended)
    {
        _job = job;
        _settings = settings;
        _logger = parts.Logger;
        _post = parts.Post;
        _ended = ended;
        _restore = restore;
        _storage = settings.StorageFor(job.Id);
        Life = new JobLife(job, parts.Clock, parts.Logger);
        History = new ExceptionHistory(parts.Clock, settings.ExceptionHistorySize);
        var information = new JobInformation
        {
            Graph = job,
            GraphBytes = settings.GraphBytes,
            Program = settings.Program,
            Checkpoints = settings.TaskCheckpoints,
        };
        var graph = new ExecutionGraph(job, parts.Clock, settings.AttemptHistorySize, settings.FirstAttempt);
        var router = new TaskRouter(graph);
        Tasks = new JobTasks(information, graph, new SlotPool(job.Id, parts.Slots, parts.Clock, settings.SlotIdleTimeout), parts.Listener, parts.Post);
        Sources = new JobSources(graph, router, parts.Clock, parts.Post, Fail);
        Checkpoints = new CheckpointCoordinator(
            job, settings.Checkpoints, _storage, new CheckpointCoordinatorServices(router, parts.Clock, settings.Io, parts.Logger, parts.Post, Fail));
        Results = new JobResults(router, parts.Clock, parts.Post);
        _failover = new JobFailover(settings.Restart, parts.Clock, parts.Post);
        _restart = new PendingRestart(Tasks);
        _evacuation = new Evacuation(
            Tasks, Checkpoints, parts.Clock, parts.Post, new EvacuationOrder(CanMove, Move, reason => JobLog.CannotMove(_logger, _job.Name, _job.Id, reason)));
        _slotWait = new SlotWait(parts.Clock, settings.SlotRequestTimeout, parts.Post, SlotsWillNotCome);
    }

    public JobLife Life { get; }

    public ExceptionHistory History { get; }

    public JobTasks Tasks { get; }

    public JobSources Sources { get; }

    public CheckpointCoordinator Checkpoints { get; }

    public JobResults Results { get; }

    public int Restarts => _failover.Restarts;

    public int Moves => _failover.Moves;

    /// <summary>Whether the master waits to lead again.</summary>
    public bool IsSuspended => _suspension.IsOn;

    private JobStatus Status => Life.Status;

    private ExecutionGraph Graph => Tasks.Graph;

    /// <summary>Begins the job, unless it was cancelled before.</summary>
    public void Start()
    {
        if (Status != JobStatus.Initializing || _isCompleting)
        {
            return;
        }

        Life.MoveTo(JobStatus.Created);
        _settings.Io.Run(() =>
        {
            try
            {
                Refuse(_job);
                _storage.Prepare();
                var restore = _restore ?? (_settings.Checkpoints.RecoveryPath is { } path ? CheckpointFolder.Read(path, _settings.FileSystems) : null);
                _post(() => Launch(restore));
            }
            catch (Exception e)
            {
                _post(() => Fail(e));
            }
        });
    }

    /// <summary>Does what is not up to a master that does not lead: now, or when it leads again.</summary>
    public void Decide(Action decision) => _suspension.Decide(decision);

    /// <summary>Cancels the job. Nothing happens when it has ended.</summary>
    public void Cancel() => Decide(CancelNow);

    private void CancelNow()
    {
        if (_isCompleting)
        {
            return;
        }

        if (Status is JobStatus.Initializing)
        {
            Complete(JobStatus.Canceled);
        }
        else if (JobStatusTransitions.IsLegal(Status, JobStatus.Cancelling))
        {
            Life.MoveTo(JobStatus.Cancelling);
            StopAll("the job is cancelled");
            CompleteWhenEnded();
        }
    }

    /// <summary>The master leads no longer: tasks run on, and nothing is decided about them here until it leads again.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="suspended">Called once no checkpoint is on the verge of being complete.</param>
    /// <returns>False when there is nothing to wait with: not all tasks run, or the job ends.</returns>
    public bool TrySuspend(string reason, Action suspended)
    {
        if (Status != JobStatus.Running || _isCompleting || !Graph.RunsOrHasFinished || _evacuation.IsUnderWay)
        {
            return false;
        }

        _suspension.Begin();
        Life.MoveTo(JobStatus.Suspended);
        Checkpoints.Stop(reason);
        Checkpoints.WhenSettled(suspended);
        return true;
    }

    /// <summary>The master leads again, as <see cref="JobMaster.ResumeAsync"/> says.</summary>
    /// <returns>False when somebody else has led the job meanwhile.</returns>
    public bool TryResume(CheckpointPointers? found, CheckpointPointerStore pointers, bool isNextTerm)
    {
        if (!IsSuspended || !_storage.TryFollow(pointers, found, isNextTerm))
        {
            return false;
        }

        Life.MoveTo(JobStatus.Reconciling);
        Life.MoveTo(JobStatus.Running);
        Checkpoints.Resume(Graph, Sources);
        _suspension.End();
        return true;
    }

    /// <summary>The master leads no longer and will not again: tasks run on, and nothing is decided about them here any more.</summary>
    public void GiveUp(string reason)
    {
        if (_isCompleting || Life.HasEnded)
        {
            return;
        }

        _suspension.Drop();
        _isCompleting = true;
        var runtime = Life.NetRuntime;
        StandDown(reason);
        Checkpoints.WhenSettled(() => Publish(JobStatus.Suspended, runtime, []));
    }

    /// <summary>Fails the whole job, to be started over where its restart strategy has it so.</summary>
    public void Fail(Exception cause) => Decide(() => Fail(cause, null, Tasks.AllRegions));

    /// <summary>A task has told of a new state.</summary>
    public void TaskStateChanged(ExecutionId id, ExecutionState state, Exception? failure, TaskReport? report)
    {
        if (Graph.Find(id) is not { } execution || execution.State.IsTerminal())
        {
            return;
        }

        var subtask = Graph.SubtaskOf(id)!;
        var wasAsked = execution.State == ExecutionState.Canceling;
        execution.Report = report ?? execution.Report;
        if (!Tasks.TryMove(subtask, state))
        {
            // It reached a later state of its own while the order to cancel was on its way.
            return;
        }

        if (state.IsTerminal())
        {
            execution.Failure = failure;
            Ended(subtask);
        }

        switch (state)
        {
            case ExecutionState.Running when IsUnderWay(subtask) && !execution.HadFinished:
                Sources.AddReader(id);
                break;
            case ExecutionState.Finished when IsUnderWay(subtask):
                Checkpoints.TaskFinished(id, report?.LastCheckpoint ?? 0);
                break;
            case ExecutionState.Failed when !wasAsked:
                Fail(failure!, subtask, [Tasks.Regions.Of(subtask)]);
                break;
            case ExecutionState.Canceled when !wasAsked && Status is JobStatus.Running or JobStatus.Restarting:
                Fail(
                    new FlinkException($"Task {subtask.Name} of job '{_job.Name}' was cancelled although the job was not.", isRetryable: true),
                    subtask,
                    [Tasks.Regions.Of(subtask)]);
                break;
        }

        CompleteWhenEnded();
    }

    /// <summary>A source's reader asks for a split.</summary>
    public void SplitRequested(ExecutionId execution)
    {
        if (Graph.Find(execution) is not null && IsUnderWay(Graph.SubtaskOf(execution)!))
        {
            Sources.HandleSplitRequest(execution);
        }
    }

    /// <summary>An aligned source's reader says how far it has come.</summary>
    public void WatermarkReported(ExecutionId execution, long time)
    {
        if (Graph.Find(execution) is { } known && !known.State.IsTerminal())
        {
            Sources.HandleWatermark(execution, time);
        }
    }

    /// <summary>A task waits for a checkpoint to end.</summary>
    public void TaskAwaitsCheckpoint(ExecutionId execution)
    {
        if (Graph.Find(execution) is { State: ExecutionState.Running })
        {
            Checkpoints.TaskWaits(execution);
        }
    }

    /// <summary>A task sends results to the program.</summary>
    public void ResultsProduced(ExecutionId execution, long stream, ReadOnlyMemory<byte> results)
    {
        if (Graph.Find(execution) is not null)
        {
            Results.Add(execution, stream, results);
        }
    }

    /// <summary>A cancelled task did not end in time.</summary>
    public void Abandon(ExecutionId id, string taskName, string? thread, TimeSpan waited)
    {
        if (Graph.Find(id) is null || !Tasks.TryMove(Graph.SubtaskOf(id)!, ExecutionState.Canceled))
        {
            return;
        }

        Ended(Graph.SubtaskOf(id)!);
        var warning = $"Task {taskName} did not end within {waited.TotalSeconds:0.#} s of its cancellation and was given up"
            + (thread is null ? "." : $"; it still holds thread '{thread}'. Make its function watch RuntimeContext.Cancellation.");
        _warnings.Add(warning);
        JobLog.Abandoned(_logger, warning);
        if (Status is JobStatus.Restarting)
        {
            // Two attempts of one task side by side could both write.
            FailForGood(_failover.LastCause ?? new FlinkException(warning));
        }

        CompleteWhenEnded();
    }

    /// <summary>Slots are gone, and with them what ran in them.</summary>
    public void LoseSlots(IReadOnlyList<PhysicalSlot> slots, Exception cause)
    {
        if (Tasks.Lose(slots, cause, Ended) is { Count: > 0 } failed)
        {
            Fail(cause, failed[0], failed.Select(Tasks.Regions.Of).Distinct());
        }

        CompleteWhenEnded();
    }

    /// <summary>Slots have come.</summary>
    public void SlotsCame() => _evacuation.Check();

    /// <summary>A TaskManager is about to go: what runs there leaves it, where checkpoints allow that.</summary>
    public void Leave(TaskManagerConnection taskManager, TimeSpan grace, string reason)
    {
        if (!_isCompleting)
        {
            JobLog.Leaves(_logger, taskManager.Location.Id, grace, reason, _job.Name, _job.Id);
            _evacuation.Begin(taskManager, grace);
        }
    }

    /// <summary>Slots that are waited for will not come.</summary>
    public void SlotsWillNotCome(string reason)
    {
        if (Tasks.WaitingForSlots is { Count: > 0 } regions)
        {
            Fail(new NoResourceAvailableException($"Job '{_job.Name}' needs {Tasks.Pool.Required} slots and has {Tasks.Pool.Count}{SlotSharing.DescribeSizes(_job)}: {reason}"), null, regions);
        }
    }

    /// <summary>Slots that are waited for take longer.</summary>
    /// <param name="reason">Why; null when that is over.</param>
    public void SlotsAreDelayed(string? reason)
    {
        _slotWait.DelayedBecause = reason;
        if (reason is not null)
        {
            JobLog.SlotsDelayed(_logger, _job.Name, reason);
        }
    }

    /// <summary>Refuses a job that the engine cannot run.</summary>
    private static void Refuse(JobGraph job)
    {
        SlotSharing.CheckCoLocation(job);
        foreach (var edge in job.Edges)
        {
            if (edge.Mode != ExchangeMode.Pipelined)
            {
                throw new FlinkException(
                    $"Job '{job.Name}' has a {edge.Mode} exchange. Blocking exchanges come with batch mode, which is not there yet; use execution.runtime-mode: STREAMING.");
            }
        }
    }

    private bool IsUnderWay(Subtask subtask) =>
        Status is JobStatus.Running || IsSuspended || (Status is JobStatus.Restarting && !_restart.Contains(subtask));

    private void Launch(JobSnapshot? restore)
    {
        if (Status != JobStatus.Created)
        {
            return;
        }

        _restore = null;
        if (_settings.Recovered is { } recovered)
        {
            Checkpoints.Recover(recovered);
        }

        if (restore is not null && Checkpoints.Latest is null)
        {
            Checkpoints.StartFrom(restore);
        }

        Life.BeginRun();
        Run([.. Tasks.AllRegions]);
    }

    private void Run(IReadOnlyCollection<int> regions)
    {
        Life.MoveTo(JobStatus.Running);
        try
        {
            var restore = Checkpoints.Latest;
            var plan = restore is null ? null : RestorePlan.For(_job, restore, _settings.Checkpoints.IgnoreUnclaimed);
            Sources.Start(restore, subtask => subtask.Current.State == ExecutionState.Created);
            Tasks.Schedule(regions, plan);
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        _slotWait.Begin(Tasks.WaitingForSlots.Count > 0);
        Checkpoints.Begin(Graph, Sources);
        _evacuation.Check();
    }

    // Without checkpoints a job would begin from the start, and one whose results are collected would give some of them twice: these stay to the last.
    private bool CanMove() =>
        Status is JobStatus.Running && !_isCompleting && _settings.Checkpoints.Interval is not null && !Results.AreCollected;

    private void Move(IReadOnlyList<int> regions, JobSnapshot snapshot)
    {
        JobLog.Moves(_logger, _job.Name, _job.Id, regions.Sum(region => Tasks.Regions.All[region].Count), snapshot.CheckpointId);
        Life.MoveTo(JobStatus.Restarting);
        _failover.BeginMove();
        Checkpoints.Stop("tasks move to other TaskManagers");
        CancelAndRestart(_settings.RestartsWholeJob ? Tasks.AllRegions : regions);
        CompleteWhenEnded();
    }

    private void Ended(Subtask subtask)
    {
        Sources.RemoveReader(subtask.Current.Id);
        _restart.Ended(subtask);
    }

    private void Fail(Exception cause, Subtask? subtask, IEnumerable<int> regions)
    {
        if (_isCompleting)
        {
            return;
        }

        if (Status is JobStatus.Restarting && !_failover.IsMove && JobFailover.IsRetryable(cause))
        {
            // On the way to a restart anyway: what failed starts over with the others.
            History.AddConcurrent(cause, subtask);
            CancelAndRestart(regions);
        }
        else if (Status is JobStatus.Running or JobStatus.Restarting && _failover.TryBegin(cause, CompleteWhenEnded))
        {
            JobLog.Restarts(_logger, _job.Name, _job.Id, cause);
            History.Add(cause, subtask);
            Life.MoveTo(JobStatus.Restarting);
            Checkpoints.Stop("the job failed");
            CancelAndRestart(_settings.RestartsWholeJob ? Tasks.AllRegions : regions);
        }
        else
        {
            FailForGood(cause, subtask);
        }

        CompleteWhenEnded();
    }

    private void CancelAndRestart(IEnumerable<int> regions)
    {
        Tasks.WillStartOver = true;
        var added = _restart.Add(regions);
        Tasks.Cancel(added);
        foreach (var subtask in added.SelectMany(region => Tasks.Regions.All[region]))
        {
            if (subtask.Current.State.IsTerminal())
            {
                _restart.Ended(subtask);
            }
        }

        Sources.Stop(_restart.Contains);
    }

    private void FailForGood(Exception cause, Subtask? subtask = null)
    {
        _failure ??= cause;
        if (JobStatusTransitions.IsLegal(Status, JobStatus.Failing))
        {
            JobLog.Failed(_logger, _job.Name, _job.Id, _settings.Restart.Limit, cause);
            History.Add(cause, subtask);
            Life.MoveTo(JobStatus.Failing);
            StopAll("the job failed");
        }
        else
        {
            History.AddConcurrent(cause, subtask);
        }
    }

    private void StopAll(string reason)
    {
        _restart.Clear();
        Tasks.WillStartOver = false;
        StandDown(reason);
        Tasks.Cancel(Tasks.AllRegions);
    }

    // Nothing begins by itself any more: no restart, no move, no checkpoint, no split.
    private void StandDown(string reason)
    {
        _failover.Stop();
        _evacuation.Stop();
        _slotWait.Stop();
        Checkpoints.Stop(reason);
        Sources.Close();
    }

    private void CompleteWhenEnded()
    {
        if (_isCompleting)
        {
            return;
        }

        switch (Status)
        {
            case JobStatus.Running when Graph.HasEnded:
                Complete(JobStatus.Finished);
                break;
            case JobStatus.Cancelling when Graph.HasEnded:
                Complete(JobStatus.Canceled);
                break;
            case JobStatus.Failing when Graph.HasEnded:
                Complete(JobStatus.Failed);
                break;
            case JobStatus.Restarting when _failover.IsDue && _restart.HaveEnded:
                Checkpoints.WhenSettled(StartOver);
                break;
        }
    }

    private void StartOver()
    {
        if (Status is not JobStatus.Restarting || !_failover.IsDue || !_restart.HaveEnded)
        {
            return;
        }

        if (!Results.TryStartOver(id => _restart.Contains(Graph.SubtaskOf(id)!)))
        {
            FailForGood(new FlinkException(
                "The program was given results of ExecuteAndCollect already, and the restarted job would give some of them twice. "
                + "Collect without a restart strategy ('restart-strategy.type: none'), or write to a sink that commits with checkpoints.",
                _failover.LastCause ?? new FlinkException("Tasks were moved to other TaskManagers.")));
            CompleteWhenEnded();
            return;
        }

        int[] regions = [.. _restart.Regions];
        _failover.Restarted();
        _restart.Clear();
        Tasks.StartOver(regions);
        Run(regions);
    }

    private void Complete(JobStatus status)
    {
        _isCompleting = true;
        var runtime = Life.NetRuntime;
        StandDown("the job has ended");
        Checkpoints.WhenSettled(() => Checkpoints.End(status, left => Publish(status, runtime, left)));
    }

    private void Publish(JobStatus status, TimeSpan runtime, IReadOnlyList<string> left)
    {
        _warnings.AddRange(left);
        if (status != JobStatus.Suspended)
        {
            Tasks.Close();
        }

        var result = new JobResult
        {
            JobId = _job.Id,
            JobName = _job.Name,
            Status = status,
            NetRuntime = runtime,
            Accumulators = Graph.MergeAccumulators(),
            RecordsRead = Graph.RecordsRead,
            Failure = status == JobStatus.Failed ? _failure : null,
            Restarts = _failover.Restarts,
            LastRestartCause = _failover.Restarts > 0 ? _failover.LastCause : null,
            Warnings = _warnings,
        };
        Results.End();
        Life.End(status, _failure);
        _ended(result);
    }
}
