using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Heartbeats;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.ResourceManager;

/// <summary>Where workers offer themselves and masters of jobs say what they need: one endpoint for each term of leadership.</summary>
/// <remarks>
/// Slots are handed out by <see cref="SlotManager"/>; this class knows who is there. A worker that is lost takes its slots with it; a
/// master that is lost leaves what it declared to the next one, and only the end of its job, or <c>resourcemanager.job.timeout</c>, clears it.
/// </remarks>
public sealed class ResourceManager : RpcEndpoint, IWorkerSupplyHost
{
    /// <summary>The name under which it is reached.</summary>
    public const string EndpointName = "resourcemanager";

    private readonly ResourceManagerSettings _settings;
    private readonly IWorkerSupply _supply;
    private readonly Random _random;
    private readonly Dictionary<TaskManagerId, WorkerConnection> _workers = [];
    private readonly Dictionary<InstanceId, WorkerConnection> _byInstance = [];
    private readonly RegisteredMasters _masters;
    private readonly HeartbeatSender<InstanceId, SlotReport> _heartbeats;
    private SlotManager? _slots;
    private Blocklist? _blocked;

    /// <summary>A ResourceManager for one term.</summary>
    /// <param name="token">The term.</param>
    /// <param name="settings">How it watches and hands out.</param>
    /// <param name="supply">Where workers come from.</param>
    /// <param name="random">The source of chance for ids.</param>
    /// <param name="logger">For what people should know.</param>
    public ResourceManager(
        FencingToken token, ResourceManagerSettings settings, IWorkerSupply supply, Random random, ILogger logger)
        : base(EndpointName, logger)
    {
        Token = token;
        _settings = settings;
        _supply = supply;
        _random = random;
        _masters = new RegisteredMasters(Connect, After, settings.JobTimeout, job => Slots.Clear(job), logger);
        _heartbeats = new HeartbeatSender<InstanceId, SlotReport>(
            this, settings.Heartbeats, SilentWorker, static instance => new WorkerBeat(instance), TakeReport);
        OnRequest<RegisterTaskManager, TaskManagerRegistration>((request, _) => RegisterAsync(request));
        OnRequest<SendSlotReport, Acknowledge>((request, _) => TakeFirstReport(request));
        On<NotifySlotFree>((message, _) => SlotIsFree(message));
        On<TaskManagerLeaves>((message, _) => WorkerGone(message.TaskManager, message.Reason));
        OnRequest<AnnounceDrain, bool>((request, _) => WorkerDrains(request));
        OnRequest<ExplainLoss, string?>((request, _) => _supply.ExplainLossAsync(request.TaskManager));
        OnRequest<RegisterJobMaster, Acknowledge>((request, _) => RegisterMaster(request));
        OnRequest<DeclareResources, Acknowledge>((request, _) => Declare(request));
        On<JobMasterLeaves>((message, _) => _masters.Leave(message));
    }

    TimeProvider IWorkerSupplyHost.Clock => Clock;

    /// <inheritdoc/>
    public IReadOnlySet<string> BlockedNodes => new HashSet<string>(_blocked!.Nodes, StringComparer.Ordinal);

    private SlotManager Slots => _slots!;

    /// <inheritdoc/>
    public void WorkerGone(TaskManagerId worker, string reason)
    {
        if (_workers.TryGetValue(worker, out var connection))
        {
            Lose(connection, reason);
        }
    }

    /// <inheritdoc/>
    public void WorkerReleased(TaskManagerId worker)
    {
        if (_workers.TryGetValue(worker, out var connection))
        {
            const string reason = "it was released because nothing needs it";
            TellLost(connection, reason);
            Remove(connection, reason);
        }
    }

    /// <inheritdoc/>
    public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason)
    {
        if (_workers.TryGetValue(worker, out var connection))
        {
            var grace = deadline > Clock.GetUtcNow() ? deadline - Clock.GetUtcNow() : TimeSpan.Zero;
            connection.Departure = (deadline, reason);
            connection.Peer.Tell(new DrainTaskManager(Token, grace, reason));
            Leave(connection, grace, reason);
        }
    }

    /// <inheritdoc/>
    public void Block(BlockedNode node)
    {
        ResourceManagerLog.NodeBlocked(Logger, node.Node, node.Until, node.Cause);
        _blocked!.Add(node);
    }

    /// <inheritdoc/>
    public void CheckDemand() => Slots.CheckSoon();

    /// <summary>The cluster has come to its end: its workers are removed, and who started it is told how it ended. From any thread.</summary>
    /// <exception cref="Core.FlinkException">The term has ended.</exception>
    internal Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => Ask(async () =>
    {
        ResourceManagerLog.Deregisters(Logger, status, diagnostics ?? "no more is known");
        await _supply.DeregisterAsync(status, diagnostics);
        return true;
    });

    /// <summary>Runs something in the endpoint and brings its result; from any thread.</summary>
    /// <exception cref="Core.FlinkException">The term has ended.</exception>
    internal Task<T> Ask<T>(Func<Task<T>> work) => EndpointQuestion.Ask(this, work, NotLeading.Exception);

    /// <summary>Workers and slots, for meters; from any thread, where they are a little late.</summary>
    public WorkerFigures Figures => new(_workers.Count, _slots?.Counts.Total ?? 0, _slots?.Counts.Free ?? 0)
    {
        Pending = _supply.Startable is null ? null : _supply.PendingWorkers,
        StartFailuresPerSecond = _supply.Startable is null ? null : _supply.StartFailuresPerSecond,
    };

    /// <summary>The workers in the order of their registration.</summary>
    internal IReadOnlyList<TaskManagerDetails> DescribeWorkers() => [.. _workers.Values.Select(WorkerViews.Describe)];

    /// <summary>One worker; null when it is not registered.</summary>
    internal TaskManagerDetails? DescribeWorker(string id) =>
        _workers.TryGetValue(new TaskManagerId(id), out var worker) ? WorkerViews.Describe(worker) : null;

    /// <summary>Asks a worker something for people; null when it is not registered.</summary>
    internal async Task<T?> AskWorkerAsync<T>(string id, Request<T> question, CancellationToken cancellation)
        where T : class? =>
        _workers.TryGetValue(new TaskManagerId(id), out var worker)
            ? await worker.Peer.AskAsync(question, _settings.AskTimeout, cancellation)
            : null;

    /// <inheritdoc/>
    protected override void Started()
    {
        var calls = new SlotCalls(this, instance => _byInstance[instance], _masters, NextId, _settings.AskTimeout, Logger);
        calls.Slots = _slots = new SlotManager(_settings, _supply, calls);
        _blocked = new Blocklist(Clock, After, () => Slots.BlockedNodesChanged(_blocked!.Contains));
        _supply.Start(this);
        if (_supply.Startable is null)
        {
            Slots.TellUnfulfillable(false);
            After(_settings.StartUpTime, () => Slots.TellUnfulfillable(true));
        }

        BeginWhenReady();
    }

    // A cluster that has to have a size has it before the first job comes, and what was declared meanwhile waited for this.
    private async void BeginWhenReady()
    {
        await _supply.Ready;
        Slots.Begin();
    }

    /// <inheritdoc/>
    protected override Task StoppingAsync()
    {
        // Nobody is dismissed: workers keep what they have for the next ResourceManager, to which they go by themselves.
        _heartbeats.Clear();
        foreach (var worker in _workers.Values)
        {
            worker.Peer.Close();
        }

        _masters.Close();
        return _supply.StopAsync();
    }

    private async Task<TaskManagerRegistration> RegisterAsync(RegisterTaskManager request)
    {
        var location = request.Worker.Location;
        switch (_supply.Accepts(location.Id))
        {
            case WorkerAcceptance.No:
                return Refuse(request, "it is none of the workers that were started for this cluster");
            case WorkerAcceptance.NotYet:
                throw new NotRegisteredException($"TaskManager {location.Id} is not known yet: ask again.");
        }

        while (_workers.TryGetValue(location.Id, out var earlier))
        {
            if (earlier.Incarnation != request.Incarnation && await IsThereAsync(earlier))
            {
                return Refuse(request, $"another process at {earlier.Description.Location.Rpc.Process} has the same id and works. "
                    + "Give each worker a taskmanager.resource-id of its own, or none");
            }

            if (_workers.GetValueOrDefault(location.Id) == earlier)
            {
                const string reason = "a new process registered in its place";
                if (earlier.Incarnation != request.Incarnation)
                {
                    TellLost(earlier, reason);
                }

                _supply.Unregistered(earlier.Id);
                Remove(earlier, reason);
            }
        }

        var instance = new InstanceId(NextId());
        var worker = new WorkerConnection(instance, request.Incarnation, request.Worker) { LastHeartbeat = Clock.GetUtcNow() };
        Connect(worker);
        _workers.Add(location.Id, worker);
        _byInstance.Add(instance, worker);
        ResourceManagerLog.Registered(Logger, location.Id, location.Rpc.Process, request.Worker.SlotCount);
        return new TaskManagerRegistration(instance);
    }

    private TaskManagerRegistration Refuse(RegisterTaskManager request, string reason)
    {
        ResourceManagerLog.Refused(Logger, request.Worker.Location.Id, request.Worker.Location.Rpc.Process, reason);
        return new TaskManagerRegistration(null, $"TaskManager {request.Worker.Location.Id} was refused: {reason}.", IsFinal: true);
    }

    private Acknowledge TakeFirstReport(SendSlotReport request)
    {
        var worker = Find(request.Instance);
        if (worker.Slots is null)
        {
            var spec = WorkerSpec.Of(worker.Description);
            if (Slots.IsTooMany(spec))
            {
                var reason = $"with it the cluster would be larger than {ResourceManagerOptions.MaxSlots.Key} ({ResourceManagerOptions.MaxTotalCpu.Key}, {ResourceManagerOptions.MaxTotalMemory.Key}) allows";
                Lose(worker, reason);
                throw new NotRegisteredException($"TaskManager {worker.Id} is not wanted: {reason}.");
            }

            _supply.Registered(worker.Id, spec);
            worker.Slots = Slots.Register(worker.Instance, worker.Description, _blocked!.Contains, request.Report);
            _heartbeats.Watch(worker.Instance, worker.Peer);
            TellMasters(worker);
            LeaveAgain(worker);
        }
        else
        {
            Slots.Report(worker.Slots, request.Report);
        }

        return Acknowledge.Done;
    }

    private void TakeReport(InstanceId instance, SlotReport report)
    {
        var worker = _byInstance[instance];
        worker.LastHeartbeat = Clock.GetUtcNow();
        Slots.Report(worker.Slots!, report);
    }

    private bool WorkerDrains(AnnounceDrain request)
    {
        var worker = Find(request.Instance);
        var isMovable = worker.Slots is not { IsLeaving: false } slots || Slots.CanReplace(slots);
        Leave(worker, request.Grace, request.Reason);
        return isMovable;
    }

    // The worker tells the masters too; either may be cut off from them.
    private void Leave(WorkerConnection worker, TimeSpan grace, string reason)
    {
        if (worker.Slots is not { IsLeaving: false } slots)
        {
            return;
        }

        ResourceManagerLog.Leaves(Logger, worker.Id, grace, reason);
        _masters.Tell(worker.Jobs, new TaskManagerDrains(worker.Id, grace, reason));
        Slots.Leave(slots);
    }

    private void SilentWorker(InstanceId instance, string reason)
    {
        var worker = _byInstance[instance];
        Lose(worker, $"it {reason}");
    }

    // Its slots may be of jobs that have another master by now.
    private void TellMasters(WorkerConnection worker)
    {
        foreach (var job in worker.Jobs)
        {
            if (_masters.Find(job) is { } master)
            {
                worker.Peer.Tell(new JobMasterMoved(Token, job, master.Address, master.Token));
            }
        }
    }

    private void SlotIsFree(NotifySlotFree message)
    {
        if (_byInstance.GetValueOrDefault(message.Instance) is { Slots: { } slots })
        {
            Slots.Freed(slots, message.Allocation, message.Version);
        }
    }

    private WorkerConnection Find(InstanceId instance) => _byInstance.GetValueOrDefault(instance)
        ?? throw new NotRegisteredException($"There is no registration {instance} of a worker (any more): register again.");

    private void Lose(WorkerConnection worker, string reason)
    {
        ResourceManagerLog.Gone(Logger, worker.Id, reason);
        TellLost(worker, reason);
        _supply.Lost(worker.Id);
        Remove(worker, reason);
    }

    private void TellLost(WorkerConnection worker, string reason) => _masters.Tell(worker.Jobs, new TaskManagerLost(worker.Id, reason));

    // The supply knows already: the slot manager may declare at once what is missing now.
    private void Remove(WorkerConnection worker, string reason)
    {
        if (!_byInstance.Remove(worker.Instance))
        {
            return;
        }

        _workers.Remove(worker.Id);
        _heartbeats.Forget(worker.Instance);
        if (worker.Slots is { } slots)
        {
            Slots.Unregister(slots);
        }

        worker.Peer.Tell(new TaskManagerDismissed(worker.Instance, reason));
        worker.Peer.Close();
    }

    private void Connect(WorkerConnection worker) =>
        worker.Peer = Connect(worker.Description.Location.Rpc, FencingToken.None, (peer, why) => ConnectAgain(worker, peer, why));

    // A connection may break without its process: whoever answers over a new one is still there.
    private async void ConnectAgain(WorkerConnection worker, Peer peer, RpcException why)
    {
        if (!IsRegistered(worker) || worker.Peer != peer)
        {
            return;
        }

        Connect(worker);
        if (!await IsThereAsync(worker))
        {
            var explanation = await _supply.ExplainLossAsync(worker.Id);
            if (IsRegistered(worker))
            {
                Lose(worker, explanation ?? why.Message);
            }
        }
        else if (worker.Slots is not null && IsRegistered(worker))
        {
            _heartbeats.Watch(worker.Instance, worker.Peer);
            LeaveAgain(worker);
        }
    }

    // It was said before the worker could hear of it.
    private void LeaveAgain(WorkerConnection worker)
    {
        if (worker.Departure is { } departure)
        {
            WorkerLeaves(worker.Id, departure.Deadline, departure.Reason);
        }
    }

    private async Task<bool> IsThereAsync(WorkerConnection worker)
    {
        try
        {
            return await worker.Peer.AskAsync(new IdentifyWorker(), _settings.AskTimeout) == worker.Incarnation;
        }
        catch (RpcException)
        {
            // Whoever cannot be asked is not there.
            return false;
        }
    }

    private bool IsRegistered(WorkerConnection worker) => _byInstance.ContainsKey(worker.Instance);

    private Acknowledge RegisterMaster(RegisterJobMaster request)
    {
        if (_masters.Register(request))
        {
            foreach (var worker in _workers.Values.Where(worker => worker.Jobs.Contains(request.Job)))
            {
                worker.Peer.Tell(new JobMasterMoved(Token, request.Job, request.Address, request.Token));
            }

            Slots.MasterCame(request.Job);
        }

        return Acknowledge.Done;
    }

    private Acknowledge Declare(DeclareResources request)
    {
        var master = _masters.Find(request.Job, request.Token);
        Slots.Declare(master.Job, request.Requirements);
        return Acknowledge.Done;
    }

    private Id128 NextId() => new((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
}
