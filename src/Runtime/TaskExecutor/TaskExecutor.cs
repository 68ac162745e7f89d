using Flink.Core;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Heartbeats;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Messages;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskExecutor;

/// <summary>A worker as the others see it: offers its room to the ResourceManager, cuts slots from it for jobs, offers these to the jobs' masters, and runs tasks in them.</summary>
/// <remarks>
/// The endpoint is not fenced itself, since it obeys several: the ResourceManager it is registered at, and the master of each job, each of
/// whose messages carries its token. Tasks are run by a <see cref="ITaskManagerGateway"/>, whose reports go through this endpoint to the master.
/// </remarks>
public sealed class TaskExecutor : RpcEndpoint, IEndpointHost
{
    /// <summary>The name under which it is reached.</summary>
    public const string EndpointName = "taskmanager";

    private readonly TaskExecutorSettings _settings;
    private readonly TaskManagerDescription _description;
    private readonly ITaskManagerGateway _tasks;
    private readonly IProgramTypes _programs;
    private readonly WorkerView _view;
    private readonly IWorkerProcess _process;
    private readonly InstanceId _incarnation;
    private readonly SlotTable _slots;
    private readonly Dictionary<JobId, JobConnection> _jobs = [];
    private readonly ResourceManagerConnection _resourceManager;
    private readonly HeartbeatMonitor<InstanceId> _resourceManagerSigns;
    private readonly HeartbeatMonitor<JobId> _masterSigns;
    private readonly SlotOffers _offers;
    private readonly WorkerDrain _drain;

    /// <summary>A worker that knows no ResourceManager; see <see cref="Follow"/>.</summary>
    /// <param name="settings">How patient it is with others.</param>
    /// <param name="description">What it is.</param>
    /// <param name="tasks">Runs its tasks.</param>
    /// <param name="programs">Where it finds the types of programs.</param>
    /// <param name="process">The process around it.</param>
    /// <param name="view">What people may see of it.</param>
    /// <param name="random">The source of chance for ids.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="name">The name under which it is reached, where there are several in one process.</param>
    public TaskExecutor(
        TaskExecutorSettings settings,
        TaskManagerDescription description,
        ITaskManagerGateway tasks,
        IProgramTypes programs,
        IWorkerProcess process,
        WorkerView view,
        Random random,
        ILogger logger,
        string name = EndpointName)
        : base(name, logger)
    {
        _settings = settings;
        _description = description;
        _tasks = tasks;
        _programs = programs;
        _view = view;
        _process = process;
        _incarnation = new InstanceId(new Id128((ulong)random.NextInt64(), (ulong)random.NextInt64()));
        _slots = new SlotTable(description.Location.Id, WorkerSpec.Of(description));
        _resourceManager = new ResourceManagerConnection(
            settings, new RegisterTaskManager(description, _incarnation), _slots.Report, this, process);
        _resourceManagerSigns = new HeartbeatMonitor<InstanceId>(
            this, settings.Heartbeats, (_, reason) => _resourceManager.Lost($"it {reason}"));
        _masterSigns = new HeartbeatMonitor<JobId>(
            this, settings.Heartbeats, (job, reason) => _jobs.GetValueOrDefault(job)?.Lost($"it {reason}"));
        _offers = new SlotOffers(settings, description.Location.Id, _slots, _masterSigns, logger, Release, Offer);
        _drain = new WorkerDrain(this, _resourceManager, _slots);
        _resourceManager.Connected = ResourceManagerConnected;
        _resourceManager.Disconnected = _resourceManagerSigns.Clear;
        OnRequest<WorkerBeat, SlotReport>((beat, _) => Answer(beat));
        OnRequest<JobMasterBeat, Acknowledge>((beat, _) => Answer(beat));
        OnRequest<AskRelease, bool>((request, _) => CanBeReleased(request));
        OnRequest<IdentifyWorker, InstanceId>((_, _) => _incarnation);
        On<TaskManagerDismissed>((message, _) => Dismissed(message));
        On<DrainTaskManager>((message, _) => Drain(message));
        OnRequest<RequestSlot, SlotAnswer>((request, _) => GiveSlot(request));
        On<JobMasterMoved>((message, _) => MasterMoved(message));
        On<FreeInactiveSlots>((message, _) => FreeInactive(message));
        On<FreeSlot>((message, _) => MasterFreesSlot(message));
        On<SubmitTasks>((message, _) => Submit(message));
        OnOrder<CancelTask>();
        OnOrder<AssignSplit>();
        OnOrder<TakeResults>();
        OnOrder<EndSplits>();
        OnOrder<AlignSource>();
        OnOrder<TriggerCheckpoint>();
        OnOrder<AbortCheckpoint>();
        OnOrder<CompleteCheckpoint>();
        On<JobMasterLeaves>((message, _) => MasterLeaves(message));
        OnRequest<ReadMetrics, IReadOnlyList<MetricSample>>((_, _) => view.Metrics.Read());
        OnRequest<ListLogs, IReadOnlyList<LogFile>>((_, _) => view.Io.RunAsync(view.Logs.List));
        OnRequest<ReadLog, LogPiece?>((request, _) => view.Io.RunAsync(() => view.Logs.Read(request.File, request.Offset, request.Count)));
    }

    /// <summary>The slots that were cut; in messages of this endpoint.</summary>
    internal IReadOnlyCollection<TaskSlot> Slots => _slots.Slots;

    TimeProvider IEndpointHost.Clock => Clock;

    ILogger IEndpointHost.Logger => Logger;

    /// <summary>Another ResourceManager leads; from any thread.</summary>
    /// <param name="address">Where it is; null when none is known.</param>
    /// <param name="token">Its term.</param>
    public void Follow(EndpointAddress? address, FencingToken token) => Post(() => _resourceManager.Follow(address, token));

    /// <summary>The worker is about to go: it offers slots to nobody any more, and the masters of its jobs move away what it runs. From any thread.</summary>
    /// <param name="grace">How long it stays, at the most; who ends it keeps to that.</param>
    /// <param name="reason">Why, in words.</param>
    /// <returns>Completes when nothing runs here that a master could still move, or when there is no place for it elsewhere; possibly never.</returns>
    public Task DrainAsync(TimeSpan grace, string reason) => EndpointQuestion.Ask(
        this,
        async () =>
        {
            Drain(grace, reason);
            await _drain.Done;
            return true;
        },
        () => new FlinkException($"TaskManager {_description.Location.Id} has ended."));

    Peer IEndpointHost.Connect(EndpointAddress target, FencingToken token, Action<Peer, RpcException> closed) => Connect(target, token, closed);

    /// <inheritdoc/>
    protected override Task StoppingAsync()
    {
        const string reason = "the TaskManager was told to end";
        foreach (var job in _jobs.Values)
        {
            job.Peer?.Tell(new TaskManagerLeaves(_description.Location.Id, reason));
            job.Stop();
        }

        foreach (var task in _slots.Slots.SelectMany(static slot => slot.Tasks))
        {
            Cancel(task);
        }

        _drain.End();
        _masterSigns.Clear();
        _resourceManager.Tell(_ => new TaskManagerLeaves(_description.Location.Id, reason));
        _resourceManager.Stop();
        return Task.CompletedTask;
    }

    private void ResourceManagerConnected()
    {
        _resourceManagerSigns.Watch(_resourceManager.Instance!.Value);
        if (_settings.OutlastsLeaders)
        {
            // Only now there is somebody who makes masters, and they have the whole time to come.
            foreach (var slot in _slots.Slots.Where(static slot => slot.State is TaskSlotState.Allocated))
            {
                Await(slot);
            }
        }

        _drain.Announce();
    }

    private void Drain(DrainTaskManager message)
    {
        if (_resourceManager.IsFrom(message.ResourceManager))
        {
            Drain(message.Grace, message.Reason);
        }
    }

    // What no master has accepted is given back; what one has, it is told about, and gives back when it is off.
    private void Drain(TimeSpan grace, string reason)
    {
        if (!_drain.TryBegin(grace, reason))
        {
            return;
        }

        TaskExecutorLog.Drains(Logger, grace, reason);
        ReleaseForDrain(_slots.Slots);
        foreach (var connection in _jobs.Values)
        {
            connection.Peer?.Tell(new TaskManagerDrains(_description.Location.Id, grace, reason));
        }

        _drain.Announce();
        EndDrainIfEmpty();
    }

    // A master that is lost counts all tasks here as lost: nobody will move them.
    private void EndDrainIfEmpty()
    {
        if (_drain.IsUnderWay && _slots.Slots.All(slot => _jobs.GetValueOrDefault(slot.Job)?.Peer is null))
        {
            _drain.End();
        }
    }

    private SlotReport Answer(WorkerBeat beat)
    {
        if (_resourceManager.Instance != beat.Instance)
        {
            throw new NotRegisteredException($"TaskManager {_description.Location.Id} is not registered as {beat.Instance}.");
        }

        _resourceManagerSigns.Alive(beat.Instance);
        return _slots.Report();
    }

    // A slot ends with its last task, and a task when all that it produced was sent, for which its receivers had room: without slots there
    // is nothing that anybody needs. Results that are stored for later do not exist before blocking exchanges do.
    private bool CanBeReleased(AskRelease request) => _resourceManager.Instance == request.Instance
        ? _slots.Slots.Count == 0
        : throw new NotRegisteredException($"TaskManager {_description.Location.Id} is not registered as {request.Instance}.");

    // A master is watched from its first heartbeat on; before, the time-outs of its slots watch it.
    private Acknowledge Answer(JobMasterBeat beat)
    {
        if (WorkFor(beat.Job, beat.JobMaster) is null)
        {
            throw new NotRegisteredException($"TaskManager {_description.Location.Id} does not work for job {beat.Job} and that master of it.");
        }

        _masterSigns.Watch(beat.Job);
        return Acknowledge.Done;
    }

    private void Dismissed(TaskManagerDismissed message)
    {
        if (_resourceManager.Instance == message.Instance)
        {
            _resourceManager.Lost(message.Reason);
        }
    }

    private SlotAnswer GiveSlot(RequestSlot request)
    {
        if (!_resourceManager.IsFrom(request.ResourceManager))
        {
            throw new NotRegisteredException(
                $"TaskManager {_description.Location.Id} is not registered at the ResourceManager with token {request.ResourceManager}.");
        }

        var isNew = _slots.Find(request.Allocation) is null;
        if (isNew && _drain.IsUnderWay)
        {
            return new SlotAnswer(_slots.Report(), $"TaskManager {_description.Location.Id} is about to go: {_drain.Reason}");
        }

        if (_slots.TryAllocate(request.Job, request.Allocation, request.Need) is not { } slot)
        {
            return new SlotAnswer(_slots.Report(), $"TaskManager {_description.Location.Id} has no room for {request.Need}");
        }

        if (isNew)
        {
            TaskExecutorLog.SlotAssigned(Logger, slot.Index, slot.Job);
            _process.Employed();
            Await(slot);
        }

        ConnectionTo(request.Job).Follow(request.JobMaster, request.JobMasterToken);
        Offer(ConnectionTo(request.Job));
        return new SlotAnswer(_slots.Report());
    }

    private JobConnection ConnectionTo(JobId job)
    {
        if (!_jobs.TryGetValue(job, out var connection))
        {
            var request = new RegisterAtJobMaster(job, _description.Location, _incarnation);
            connection = new JobConnection(_settings, request, this, Offer, Lost);
            _jobs.Add(job, connection);
        }

        return connection;
    }

    private void MasterMoved(JobMasterMoved message)
    {
        if (_resourceManager.IsFrom(message.ResourceManager) && _jobs.TryGetValue(message.Job, out var connection))
        {
            connection.Follow(message.JobMaster, message.JobMasterToken);
        }
    }

    // Slots wait for a master only so long.
    private void Await(TaskSlot slot) => slot.Allocate(After(_settings.SlotTimeout, () =>
    {
        // Where nobody leads there is no master that could have come. Without a leader for too long, the worker ends as a whole.
        if (_settings.OutlastsLeaders && _resourceManager.Instance is null)
        {
            Await(slot);
            return;
        }

        Release(slot, "the job's master did not accept it in time");
    }));

    private void Lost(JobConnection connection)
    {
        _masterSigns.Forget(connection.Job);
        foreach (var slot in _slots.Of(connection.Job).Where(static slot => slot.State is TaskSlotState.Active).ToArray())
        {
            Await(slot);
        }

        EndDrainIfEmpty();
    }

    private void ReleaseForDrain(IEnumerable<TaskSlot> slots) => Array.ForEach(SlotOffers.Open(slots), slot => Release(slot, "this TaskManager is about to go"));

    private void Offer(JobConnection connection)
    {
        if (connection.Peer is not { } peer || IsCancellingEarlierTasks(connection))
        {
            return;
        }

        if (_drain.IsUnderWay)
        {
            ReleaseForDrain(_slots.Of(connection.Job));
        }
        else
        {
            _offers.Send(connection, peer);
        }
    }

    // What was deployed over an earlier connection counts as lost to the master, which may deploy the same attempts anew.
    private bool IsCancellingEarlierTasks(JobConnection connection)
    {
        if (connection.Work is not null)
        {
            return false;
        }

        var isCancelling = false;
        foreach (var task in _slots.Of(connection.Job).SelectMany(static slot => slot.Tasks))
        {
            isCancelling = true;
            _tasks.Cancel(task);
        }

        if (!isCancelling)
        {
            _tasks.ReleaseJob(connection.Job, hasEnded: false);
            connection.Work = NewWork(connection);
        }

        return isCancelling;
    }

    private JobWork NewWork(JobConnection connection)
    {
        var reports = new TaskReports(new JobMasterPeer(connection.Peer!), task => Post(() => TaskEnded(task)), Abandoned);
        return new JobWork(connection.Job, _tasks, _programs, _view.Io, reports);
    }

    private void OnOrder<TOrder>()
        where TOrder : TaskOrder =>
        On<TOrder>((order, _) => WorkFor(order.Execution.Job, order.JobMaster)?.Do(order));

    // What comes over a connection that is not there any more is of no use: its master knows that it has lost the tasks.
    private JobWork? WorkFor(JobId job, FencingToken master) => IsFromMaster(job, master) ? _jobs[job].Work : null;

    private void Submit(SubmitTasks message)
    {
        if (WorkFor(message.Job, message.JobMaster) is not { } work)
        {
            return;
        }

        var connection = _jobs[message.Job];
        var (placed, homeless) = (new List<SubtaskDeployment>(), new List<SubtaskDeployment>());
        foreach (var task in message.Tasks)
        {
            var isPlaced = _slots.Find(task.Allocation) is { } slot && slot.Job == message.Job && slot.TryUse(task.Execution);
            (isPlaced ? placed : homeless).Add(task);
        }

        work.Submit(message with { Tasks = [.. placed] });
        foreach (var task in homeless)
        {
            var failure = new FlinkException(
                $"TaskManager {_description.Location.Id} has no slot {task.Allocation} of job {message.Job} (any more).", isRetryable: true);
            new JobMasterPeer(connection.Peer!).TaskStateChanged(task.Execution, ExecutionState.Failed, failure, null);
        }
    }

    private void TaskEnded(ExecutionId task)
    {
        if (_slots.Of(task.Job).FirstOrDefault(slot => slot.Tasks.Remove(task)) is not { } slot)
        {
            return;
        }

        RemoveIfEmpty(slot);
        if (_jobs.TryGetValue(task.Job, out var connection))
        {
            Offer(connection);
        }
    }

    // A thread cannot be ended from outside, and what it holds would never be free: its process ends.
    private void Abandoned(ExecutionId execution, string task, string? thread, TimeSpan waited) => _process.Fail(new FlinkException(
        $"Task {task} did not end within {waited.TotalSeconds:0.#} s of its cancellation"
        + (thread is null ? "" : $" and holds thread '{thread}'")
        + ": this TaskManager ends. Make the function watch RuntimeContext.Cancellation, or raise task.cancellation.timeout."));

    private void FreeInactive(FreeInactiveSlots message)
    {
        if (_resourceManager.IsFrom(message.ResourceManager))
        {
            foreach (var slot in _slots.Of(message.Job).Where(static slot => slot.State is TaskSlotState.Allocated).ToArray())
            {
                Release(slot, "the job needs it no more");
            }
        }
    }

    private void MasterFreesSlot(FreeSlot message)
    {
        if (IsFromMaster(message.Job, message.JobMaster) && _slots.Find(message.Allocation) is { } slot && slot.Job == message.Job)
        {
            Release(slot, message.Reason);
        }
    }

    private void MasterLeaves(JobMasterLeaves message)
    {
        if (!IsFromMaster(message.Job, message.Token))
        {
            return;
        }

        if (!message.HasEnded)
        {
            _jobs[message.Job].Lost(message.Reason);
            return;
        }

        _jobs[message.Job].HasEnded = true;
        foreach (var slot in _slots.Of(message.Job).ToArray())
        {
            Release(slot, message.Reason);
        }
    }

    private bool IsFromMaster(JobId job, FencingToken token) => _jobs.TryGetValue(job, out var connection) && connection.Token == token;

    private void Release(TaskSlot slot, string reason)
    {
        if (slot.State is TaskSlotState.Releasing)
        {
            return;
        }

        slot.Release();
        TaskExecutorLog.SlotFree(Logger, slot.Index, slot.Job, reason);
        foreach (var task in slot.Tasks)
        {
            Cancel(task);
        }

        RemoveIfEmpty(slot);
    }

    // After the orders that wait for the program, where there are any: the task may be among them.
    private void Cancel(ExecutionId task)
    {
        if (_jobs.GetValueOrDefault(task.Job)?.Work is { } work)
        {
            work.Cancel(task);
        }
        else
        {
            _tasks.Cancel(task);
        }
    }

    private void RemoveIfEmpty(TaskSlot slot)
    {
        if (slot.State is not TaskSlotState.Releasing || slot.Tasks.Count > 0)
        {
            return;
        }

        _slots.Remove(slot);
        _resourceManager.Tell(instance => new NotifySlotFree(instance, slot.Allocation, _slots.Version));
        if (!_slots.Of(slot.Job).Any() && _jobs.Remove(slot.Job, out var connection))
        {
            if (!connection.HasEnded)
            {
                connection.Peer?.Tell(new TaskManagerLeaves(_description.Location.Id, "no slot of it is the job's any more"));
            }

            connection.Stop();
            _masterSigns.Forget(slot.Job);
            _tasks.ReleaseJob(slot.Job, connection.HasEnded);
            _programs.Release(slot.Job);
        }

        EndDrainIfEmpty();
        RecycleIfIdle();
    }

    private void RecycleIfIdle()
    {
        if (_slots.Slots.Count == 0 && _process.LoadedPrograms > _settings.MaxLoadedPrograms)
        {
            TaskExecutorLog.Recycles(Logger, _process.LoadedPrograms, _settings.MaxLoadedPrograms);
            _process.Recycle();
        }
    }
}
