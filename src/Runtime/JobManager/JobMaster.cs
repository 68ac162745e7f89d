using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Heartbeats;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Network;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Messages;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>Runs one job: gets slots for it, deploys its tasks, coordinates its sources and checkpoints, starts over what failed, and leads it to one of its final states.</summary>
/// <remarks>An endpoint: everything happens in messages, one at a time.</remarks>
public sealed class JobMaster : RpcEndpoint
{
    private readonly JobGraph _job;
    private readonly ISlotSupply _slots;
    private readonly JobRun _run;
    private readonly JobMasterSettings _settings;
    private readonly TaskCompletionSource<JobResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _clock;
    private readonly HeartbeatSender<TaskManagerId, Acknowledge> _heartbeats;
    private readonly ClientWatch _client;
    private readonly List<TaskMoved> _cutOff = [];
    private readonly HashSet<TaskManagerId> _lostMeanwhile = [];
    private ITimer? _idleCheck;
    private JobDetails? _last;

    /// <summary>A master of a job that has not been started, with one TaskManager in this process that has slots enough.</summary>
    /// <param name="job">The job.</param>
    /// <param name="taskManager">Runs the tasks.</param>
    /// <param name="clock">For the job's run time, checkpoints and restarts.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="restore">The state to start from; null for a fresh start, or for the checkpoint that the settings name.</param>
    /// <param name="settings">Checkpoints and restarts; null for neither.</param>
    public JobMaster(
        JobGraph job, ITaskManagerGateway taskManager, TimeProvider clock, ILogger logger, JobSnapshot? restore = null, JobMasterSettings? settings = null)
        : this(job, new LocalSlots(taskManager), clock, logger, restore, settings)
    {
    }

    /// <summary>A master of a job that has not been started.</summary>
    /// <param name="job">The job.</param>
    /// <param name="slots">Where slots come from.</param>
    /// <param name="clock">For the job's run time, checkpoints and restarts.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="restore">The state to start from; null for a fresh start, or for the checkpoint that the settings name.</param>
    /// <param name="settings">Checkpoints, restarts and slots; null for the defaults.</param>
    public JobMaster(JobGraph job, ISlotSupply slots, TimeProvider clock, ILogger logger, JobSnapshot? restore = null, JobMasterSettings? settings = null)
        : base(NameOf(job.Id), logger)
    {
        _job = job;
        _slots = slots;
        _clock = clock;
        _settings = settings ?? new JobMasterSettings();
        var listener = new JobMasterListener(Post, () => _run!);
        _run = new JobRun(job, _settings, new JobMasterParts(slots, listener, clock, logger, Post), restore, Ended);
        _client = new ClientWatch(clock, Post, ClientGone);
        Token = _settings.Token;
        _heartbeats = new HeartbeatSender<TaskManagerId, Acknowledge>(
            this, _settings.Heartbeats, (id, reason) => LoseTaskManager(id, $"it {reason}"), _ => new JobMasterBeat(_job.Id, Token), static (_, _) => { });
        HandleSlots();
        HandleTasks();
    }

    /// <summary>The job.</summary>
    public JobGraph Job => _job;

    /// <summary>The job's state; from any thread.</summary>
    public JobStatus Status => _run.Life.Status;

    /// <summary>Counts of its checkpoints; from any thread.</summary>
    public CheckpointStatistics Checkpoints => _run.Checkpoints.Statistics;

    /// <summary>How long the job has been in the state that it is in; from any thread.</summary>
    public TimeSpan TimeInStatus => _run.Life.TimeInStatus;

    /// <summary>How long ago the job last began to start over; null when it never did. From any thread.</summary>
    public TimeSpan? SinceRestart => _run.Life.SinceRestart;

    /// <summary>How often something of it was started over; from any thread.</summary>
    public int Restarts => _run.Restarts;

    /// <summary>How often tasks of it were moved off TaskManagers that were about to go; not counted as restarts. From any thread.</summary>
    public int Moves => _run.Moves;

    /// <summary>Completes when the job has ended, whichever way; with <see cref="JobStatus.Suspended"/> when only this master's work for it has.</summary>
    public Task<JobResult> Result => _result.Task;

    /// <summary>The name of the endpoint of a job's master.</summary>
    public static string NameOf(JobId job) => $"jobmaster-{job}";

    /// <summary>Starts the job; from any thread.</summary>
    public void Start() => Post(() =>
    {
        _idleCheck = _clock.CreateTimer(
            _ => Post(FreeIdleSlots), null, _settings.SlotIdleTimeout, _settings.SlotIdleTimeout);
        _slots.Start(this);
        _run.Start();
    });

    /// <summary>Cancels the job; from any thread. Nothing happens when it has ended.</summary>
    /// <returns>Completes once the job is CANCELLING, or has ended.</returns>
    public Task CancelAsync() => Do(_run.Cancel);

    /// <summary>The master leads no longer; from any thread. Tasks run on, nothing is committed or placed.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="mayResume">Whether the master is to wait until the process leads again; else it ends, and tasks run on for the next one.</param>
    /// <returns>Completes once that is so. False where the master does not wait: <see cref="Result"/> follows.</returns>
    public Task<bool> SuspendAsync(string reason, bool mayResume)
    {
        var suspended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Post(() => Suspend(reason, mayResume, suspended)) ? suspended.Task : Task.FromResult(false);
    }

    /// <summary>The process leads again; from any thread. Does nothing unless nobody else has led the job in between.</summary>
    /// <param name="found">What is recorded of the job's checkpoints.</param>
    /// <param name="pointers">Where they are recorded from now on.</param>
    /// <param name="isNextTerm">Whether there was no term between the master's and this one.</param>
    /// <param name="resourceManager">The ResourceManager of the new term.</param>
    /// <param name="token">The new term. The master keeps its own, by which its TaskManagers know it.</param>
    /// <returns>Whether the job goes on with its tasks; else the master still waits.</returns>
    internal Task<bool> ResumeAsync(
        CheckpointPointers? found, CheckpointPointerStore pointers, bool isNextTerm, EndpointAddress resourceManager, FencingToken token) => Ask(
        () =>
        {
            if (!_run.TryResume(found, pointers, isNextTerm))
            {
                return false;
            }

            _lostMeanwhile.Clear();
            _slots.Resume(resourceManager, token);
            return true;
        },
        static () => false);

    /// <summary>Takes a checkpoint now; from any thread.</summary>
    /// <returns>Fails when not all tasks run or have finished, when another checkpoint is under way, or when this one does not complete.</returns>
    public Task<JobSnapshot> SnapshotAsync() => Ask(
        _run.Checkpoints.TriggerAsync,
        () => Task.FromException<JobSnapshot>(new FlinkException($"No checkpoint of job '{_job.Name}' was taken: it has ended.", isRetryable: true))).Unwrap();

    /// <summary>Results that tasks have sent to the program; from any thread.</summary>
    /// <param name="stream">The program's number of these results.</param>
    /// <param name="from">How many pieces the program has; these are forgotten.</param>
    /// <param name="patience">How long to wait where there are none yet.</param>
    public Task<ResultPage> FetchResultsAsync(long stream, long from, TimeSpan patience) => Ask(
        () => _run.Results.FetchAsync(stream, from, patience),
        () => Task.FromResult(new ResultPage(from, [], HasEnded: true))).Unwrap();

    /// <summary>The job's client lives, and its next sign of life comes before a time; from any thread.</summary>
    public void HeardOfClient(DateTimeOffset expires) => Post(() =>
    {
        if (!_run.Life.HasEnded)
        {
            _client.Heard(expires);
        }
    });

    /// <summary>The job with its tasks, now or as it ended; from any thread.</summary>
    public Task<JobDetails> DescribeAsync() => Ask(() => _last ?? Describe(), () => _last!);

    /// <summary>The job in a list; from any thread.</summary>
    public Task<JobSummary> SummarizeAsync() => Ask(Summarize, Summarize);

    /// <summary>A TaskManager will offer slots. In messages of this endpoint, as all that follows.</summary>
    public void AddTaskManager(TaskManagerLocation location, ITaskManagerGateway gateway)
    {
        LoseTaskManager(location.Id, "It registered anew.");
        _run.Tasks.Pool.Add(new TaskManagerConnection(location, gateway));
    }

    /// <summary>A TaskManager offers slots.</summary>
    /// <returns>Those that are taken; none when the TaskManager is not known.</returns>
    public IReadOnlyList<AllocationId> OfferSlots(TaskManagerId id, IReadOnlyList<SlotOffer> offers)
    {
        if (_run.Tasks.Pool.Find(id) is not { } taskManager || _run.Life.HasEnded)
        {
            return [];
        }

        var accepted = _run.Tasks.Offer(taskManager, offers);
        _run.SlotsCame();
        return accepted;
    }

    /// <summary>A TaskManager is about to go: what runs there is to leave it before.</summary>
    public void DrainTaskManager(TaskManagerId id, TimeSpan grace, string reason) => _run.Decide(() => Drain(id, grace, reason));

    /// <summary>A slot is gone although its TaskManager is not.</summary>
    public void LoseSlot(TaskManagerId id, AllocationId allocation, string reason) => _run.Decide(() => Lose(id, allocation, reason));

    /// <summary>A TaskManager is gone.</summary>
    public void LoseTaskManager(TaskManagerId id, string reason)
    {
        _run.Decide(() => Lose(id, reason));
        if (_run.IsSuspended && _lostMeanwhile.Add(id) && _run.Tasks.Pool.TaskManagers.All(one => _lostMeanwhile.Contains(one.Location.Id)))
        {
            // They follow another master, or are gone: there is nothing to go on with.
            _run.GiveUp(reason);
        }
    }

    /// <summary>The slots that are waited for will not come.</summary>
    public void NotEnoughSlots(string reason) => _run.Decide(() => _run.SlotsWillNotCome(reason));

    /// <summary>The slots that are waited for take longer; null when the reason is gone.</summary>
    public void SlotsAreDelayed(string? reason) => _run.Decide(() => _run.SlotsAreDelayed(reason));

    /// <inheritdoc/>
    protected override void HandlerFailed(Exception exception) => _run.Fail(exception);

    /// <summary>Connects to another endpoint in this one's name.</summary>
    internal Peer ConnectTo(EndpointAddress target, FencingToken token, Action<Peer, RpcException> closed) => Connect(target, token, closed);

    private void Drain(TaskManagerId id, TimeSpan grace, string reason)
    {
        if (_run.Tasks.Pool.Find(id) is { } taskManager)
        {
            _run.Leave(taskManager, grace, reason);
        }
    }

    private void Lose(TaskManagerId id, AllocationId allocation, string reason)
    {
        if (_run.Tasks.Pool.Find(allocation) is { } slot && slot.TaskManager.Location.Id == id)
        {
            _run.Tasks.Pool.Remove(slot);
            _run.LoseSlots([slot], new FlinkException($"Slot {slot.Index} of TaskManager {slot.TaskManager.Location.Id} was lost: {reason}", isRetryable: true));
        }
    }

    private void Lose(TaskManagerId id, string reason)
    {
        if (_run.Tasks.Pool.Find(id) is { } taskManager)
        {
            _heartbeats.Forget(id);
            var slots = _run.Tasks.Pool.Remove(taskManager);
            (taskManager.Gateway as IDisposable)?.Dispose();
            _run.LoseSlots(slots, new FlinkException($"TaskManager {id} ({taskManager.Location.Host}) was lost: {reason}", isRetryable: true));
            HearCutOff();
        }
    }

    private void Suspend(string reason, bool mayResume, TaskCompletionSource<bool> suspended)
    {
        if (mayResume && _run.TrySuspend(reason, () => suspended.SetResult(true)))
        {
            _client.Pause();
            _slots.Stop(hasEnded: false, reason);
            return;
        }

        _run.GiveUp(reason);
        suspended.SetResult(false);
    }

    private void FreeIdleSlots()
    {
        if (!_run.IsSuspended)
        {
            _run.Tasks.Pool.FreeIdle();
        }
    }

    private void HandleSlots()
    {
        OnRequest<RegisterAtJobMaster, Acknowledge>((request, _) => Register(request.TaskManager));
        OnRequest<OfferSlots, AcceptedSlots>((request, _) => TakeOffer(request));
        On<SlotLost>((message, _) => LoseSlot(message.TaskManager, message.Allocation, message.Reason));
        On<TaskManagerLeaves>((message, _) => LoseTaskManager(message.TaskManager, message.Reason));
        On<TaskManagerDrains>((message, _) => DrainTaskManager(message.TaskManager, message.Grace, message.Reason));
        On<TaskManagerLost>((message, _) => LoseTaskManager(message.TaskManager, message.Reason));
        On<NotEnoughResources>((message, _) => NotEnoughSlots(message.Reason));
        On<SlotsDelayed>((message, _) => SlotsAreDelayed(message.Reason));
    }

    private void HandleTasks()
    {
        On<TaskMoved>((message, _) => TaskMoved(message));
        On<RequestSplit>((message, _) => _run.SplitRequested(message.Execution));
        On<ReportWatermark>((message, _) => _run.WatermarkReported(message.Execution, message.Time));
        On<AcknowledgeCheckpoint>((message, _) => _run.Checkpoints.Acknowledge(message.Execution, message.CheckpointId, message.Snapshot));
        On<DeclineCheckpoint>((message, _) => _run.Checkpoints.Decline(message.Execution, message.CheckpointId, message.Error.ToException()));
        On<ProduceResults>((message, _) => _run.ResultsProduced(message.Execution, message.Stream, message.Results));
        On<AwaitCheckpoint>((message, _) => _run.TaskAwaitsCheckpoint(message.Execution));
        On<TaskGivenUp>((message, _) => _run.Decide(() => _run.Abandon(message.Execution, message.Task, message.Thread, message.Waited)));
    }

    private Acknowledge Register(TaskManagerLocation location)
    {
        if (_run.Life.HasEnded)
        {
            throw new FlinkException($"Job '{_job.Name}' is {Status}: it needs no TaskManagers.");
        }

        if (_run.IsSuspended)
        {
            throw new FlinkException($"Job '{_job.Name}' is suspended: its master takes no TaskManagers until it leads again.", isRetryable: true);
        }

        // Whatever an earlier connection had running counts as lost, on both sides.
        TaskManagerPeer? gateway = null;
        var peer = Connect(location.Rpc, FencingToken.None, (_, why) => ConnectionLost(location.Id, gateway!, why));
        gateway = new TaskManagerPeer(peer, Token);
        AddTaskManager(location, gateway);
        return Acknowledge.Done;
    }

    // A TaskManager that offers slots knows that it works for the job, and answers heartbeats from now on.
    private AcceptedSlots TakeOffer(OfferSlots request)
    {
        if (_run.Tasks.Pool.Find(request.TaskManager)?.Gateway is TaskManagerPeer { Peer: { } peer } && _heartbeats.SilenceOf(request.TaskManager) is null)
        {
            _heartbeats.Watch(request.TaskManager, peer);
        }

        return new AcceptedSlots(OfferSlots(request.TaskManager, request.Slots));
    }

    // Whoever started the worker knows more than that it does not answer.
    private async void ConnectionLost(TaskManagerId id, TaskManagerPeer gateway, RpcException why)
    {
        if (_run.Tasks.Pool.Find(id)?.Gateway != gateway)
        {
            return;
        }

        var explanation = await _slots.ExplainLossAsync(id);
        if (_run.Tasks.Pool.Find(id)?.Gateway == gateway)
        {
            LoseTaskManager(id, explanation ?? $"the connection to it ended ({why.Message})");
        }
    }

    // A worker that dies cuts exchanges off, and tasks at their other ends may tell first. What became of the worker is the cause to
    // be read, so these wait until its loss is known, or for a moment where it is not.
    private void TaskMoved(TaskMoved message) => _run.Decide(() => Hear(message));

    private void Hear(TaskMoved message)
    {
        if (!IsOf<ConnectionLostException>(message.Error))
        {
            Take(message);
            return;
        }

        _cutOff.Add(message);
        if (_cutOff.Count == 1)
        {
            After(_settings.LossPatience, () => _run.Decide(HearCutOff));
        }
    }

    private static bool IsOf<TException>(TaskError? error) =>
        error is not null && (error.Type == typeof(TException).FullName || IsOf<TException>(error.Cause));

    private void HearCutOff()
    {
        TaskMoved[] heard = [.. _cutOff];
        _cutOff.Clear();
        Array.ForEach(heard, Take);
    }

    private void Take(TaskMoved message)
    {
        TaskReport? report;
        try
        {
            report = message.End?.ToReport(_settings.Types);
        }
        catch (Exception e)
        {
            // What the task counted is lost, which a job that has finished must not hide.
            report = (message.End! with { Accumulators = null }).ToReport(_settings.Types);
            _run.TaskStateChanged(message.Execution, ExecutionState.Failed, e, report);
            return;
        }

        _run.TaskStateChanged(message.Execution, message.State, message.Error?.ToException(), report);
    }

    private void ClientGone()
    {
        JobLog.ClientGone(Logger, _job.Name, _job.Id);
        _run.Cancel();
    }

    private JobDetails Describe() => JobViews.Details(_run.Tasks.Graph, _run.Life, _run.History, _settings);

    private JobSummary Summarize() => JobViews.Summary(_run.Tasks.Graph, _run.Life);

    // Who asks gets the error of a question: it is no failure of the job.
    private Task<T> Ask<T>(Func<T> question, Func<T> afterTheEnd)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isRunning = Post(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return isRunning ? answer.Task : Task.FromResult(afterTheEnd());
    }

    private Task Do(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isRunning = Post(() =>
        {
            action();
            done.SetResult();
        });
        return isRunning ? done.Task : Task.CompletedTask;
    }

    private void Ended(JobResult result)
    {
        _idleCheck?.Dispose();
        _client.Dispose();
        _heartbeats.Clear();
        _last = Describe();
        foreach (var taskManager in _run.Tasks.Pool.TaskManagers)
        {
            (taskManager.Gateway as IDisposable)?.Dispose();
        }

        _slots.Stop(result.Status.IsGloballyTerminal(), $"Job '{_job.Name}' is {result.Status}.");
        _result.TrySetResult(result);
        End();
    }
}
