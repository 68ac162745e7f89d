using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Workers;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What is ordered of YARN, what runs, and what is to be given back; tells what happens to it. Decides without asking anybody, so that its cases are tested without a cluster.</summary>
/// <remarks>Safe for concurrent use: orders and releases come from any thread, YARN's answers from the loop.</remarks>
/// <param name="clock">The clock of deadlines.</param>
/// <param name="nodeLabel">The label of machines that workers run on; null for none.</param>
/// <param name="preemptionTime">How long YARN waits between saying that it takes a container and taking it.</param>
internal sealed class ContainerBook(TimeProvider clock, string? nodeLabel, TimeSpan preemptionTime) : IContainerAsks
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, ContainerOrder> _orders = [];

    // Asks that YARN must be told of: those that are new, and those that nobody wants any more.
    private readonly HashSet<long> _unsaid = [];
    private readonly Dictionary<long, ContainerOrder> _unwanted = [];
    private readonly Dictionary<string, ContainerStart> _starting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedContainer> _workers = new(StringComparer.Ordinal);
    private readonly ContainerReturns _returns = new();
    private readonly AvoidedMachines _avoided = new();
    private readonly PreemptionNotices _preemptions = new(clock, preemptionTime);
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private IDriverEvents? _events;
    private long _waitingSince;
    private long _lastOrder;
    private bool _isOver;

    /// <summary>Whether something is about to change, so that YARN is asked often.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_gate)
            {
                return _orders.Count > 0 || _starting.Count > 0 || _returns.AreDue || _suspects.Count > 0;
            }
        }
    }

    /// <summary>Whether the term has ended.</summary>
    public bool IsOver => _isOver;

    /// <summary>Begins to tell what happens.</summary>
    public void Open(IDriverEvents events) => _events = events;

    /// <summary>Answers for workers of an earlier term.</summary>
    public void Know(IEnumerable<PlacedContainer> workers)
    {
        lock (_gate)
        {
            foreach (var worker in workers)
            {
                _workers[worker.Name] = worker;
            }
        }
    }

    /// <summary>Gives containers back that are nobody's.</summary>
    public void GiveBack(IEnumerable<PlacedContainer> containers)
    {
        lock (_gate)
        {
            foreach (var container in containers)
            {
                _returns.Add(container.Name, container.Id);
            }
        }
    }

    /// <summary>Requests a worker.</summary>
    public Task<StartedWorker> RequestAsync(WorkerRequest request, long memoryMb, int virtualCores, Task<IReadOnlyList<Rest.LocalResource>> files, CancellationToken cancellation)
    {
        ContainerOrder order;
        lock (_gate)
        {
            if (cancellation.IsCancellationRequested || _isOver)
            {
                return Task.FromCanceled<StartedWorker>(new CancellationToken(canceled: true));
            }

            if (_orders.Count == 0)
            {
                _waitingSince = clock.GetTimestamp();
            }

            order = new ContainerOrder(++_lastOrder, request, memoryMb, virtualCores, files);
            _orders.Add(order.Id, order);
            _unsaid.Add(order.Id);
        }

        var registration = cancellation.UnsafeRegister(static (state, _) => ((Action)state!)(), () => Cancel(order));
        _ = order.Answer.Task.ContinueWith(static (_, state) => ((CancellationTokenRegistration)state!).Unregister(), registration, TaskScheduler.Default);
        _wake.Release();
        return order.Answer.Task;
    }

    /// <summary>Takes a worker away; completes when YARN has taken the order.</summary>
    public Task ReleaseAsync(string name)
    {
        Task taken;
        lock (_gate)
        {
            if (_isOver || !_workers.Remove(name, out var worker))
            {
                return _returns.Awaited(name);
            }

            taken = _returns.AddAwaited(name, worker.Id);
        }

        _wake.Release();
        return taken;
    }

    /// <summary>Somebody has lost sight of a worker: where it is, so that its machine can be asked; null when that is not to be done.</summary>
    public PlacedContainer? Suspect(string name)
    {
        lock (_gate)
        {
            if (_isOver || !_workers.TryGetValue(name, out var worker) || !_suspects.Add(name))
            {
                return null;
            }

            _wake.Release();
            return worker;
        }
    }

    /// <summary>A machine was asked for a suspect.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="end">How it has ended; null when it has not, or the machine does not know.</param>
    public void Settle(string name, ContainerEnd? end)
    {
        lock (_gate)
        {
            _suspects.Remove(name);
            if (end is not null && _workers.Remove(name))
            {
                _events?.WorkerLost(new TaskManagerId(name), end.Describe(name));
            }
        }
    }

    /// <inheritdoc/>
    public AllocateRequest TakeChanges()
    {
        lock (_gate)
        {
            var request = new AllocateRequest();
            foreach (var order in _unsaid.Order().Select(id => _orders.GetValueOrDefault(id)).OfType<ContainerOrder>())
            {
                order.IsAsked = true;
                request.Ask.Add(order.Ask(nodeLabel, containers: 1));
            }

            request.Ask.Add(_unwanted.Values.Select(order => order.Ask(nodeLabel, containers: 0)));
            request.Release.Add(_returns.Take());
            _unsaid.Clear();
            _unwanted.Clear();

            // Without orders YARN places nothing that could come to a machine that is blocked.
            request.Blacklist = _orders.Count > 0 ? _avoided.Change(_orders.Values.SelectMany(static order => order.Request.BlockedNodes)) : null;
            return request;
        }
    }

    /// <inheritdoc/>
    public void StartAnew()
    {
        lock (_gate)
        {
            _unsaid.UnionWith(_orders.Keys);
            _unwanted.Clear();
            _returns.StartAnew();
            _avoided.StartAnew();
        }
    }

    /// <inheritdoc/>
    public void Refused(AllocateRequest request, string reason)
    {
        lock (_gate)
        {
            foreach (var ask in request.Ask)
            {
                if (_orders.Remove(ask.AllocationRequestId, out var order))
                {
                    order.Answer.TrySetException(new WorkerRequestException($"YARN gives no container of {order.MemoryMb} MB and {order.VirtualCores} virtual cores: {reason}", isRetryable: false));
                }
            }

            // With orders that are wrong they may be right, and so may be what is to be avoided.
            var mayBeRight = request.Ask.Count > 0;
            _returns.Refused(request.Release, mayBeRight);
            if (mayBeRight)
            {
                _avoided.StartAnew();
            }
        }
    }

    /// <summary>Takes what YARN says.</summary>
    /// <returns>Containers to be started.</returns>
    public IReadOnlyList<ContainerStart> Take(AllocateResponse response)
    {
        lock (_gate)
        {
            _returns.Taken();
            List<ContainerStart> starts = [];
            foreach (var container in response.Allocated)
            {
                if (Place(container) is { } start)
                {
                    starts.Add(start);
                }
            }

            foreach (var status in response.Completed)
            {
                End(YarnIds.Of(status.ContainerId), ContainerEnd.Of(status));
            }

            // Of attempts before, told late: nobody answers for them.
            foreach (var container in response.PreviousContainers)
            {
                var name = YarnIds.Of(container.Id);
                if (!_workers.ContainsKey(name) && !_starting.ContainsKey(name))
                {
                    _returns.Add(name, container.Id);
                }
            }

            foreach (var (name, deadline) in _preemptions.Take(response.Preempt, _workers.ContainsKey))
            {
                _events?.WorkerLeaves(new TaskManagerId(name), deadline, "YARN takes the container back for another queue or application");
            }

            return starts;
        }
    }

    /// <summary>A container was started, and its order is answered.</summary>
    public void Started(ContainerStart start)
    {
        lock (_gate)
        {
            if (_starting.Remove(start.Id))
            {
                _workers[start.Id] = new PlacedContainer(start.Container.Id, start.Container.NodeId);
                start.Order.Answer.TrySetResult(new StartedWorker(new TaskManagerId(start.Id), start.Container.NodeId.Host));
            }
        }
    }

    /// <summary>A container could not be started: it is given back, and its order fails.</summary>
    public void NotStarted(ContainerStart start, string reason)
    {
        lock (_gate)
        {
            if (_starting.Remove(start.Id))
            {
                _returns.Add(start.Id, start.Container.Id);
                start.Order.Answer.TrySetException(new WorkerRequestException($"Container {start.Id} could not be started at {YarnIds.Of(start.Container.NodeId)}: {reason}", isRetryable: true));
            }
        }

        _wake.Release();
    }

    /// <summary>Orders that have waited so long.</summary>
    public IReadOnlyList<ContainerOrder> WaitingFor(TimeSpan time)
    {
        lock (_gate)
        {
            return _orders.Count > 0 && clock.GetElapsedTime(_waitingSince) >= time ? [.. _orders.Values] : [];
        }
    }

    /// <summary>Tells those of all orders that still wait why; the same only once.</summary>
    public void TellWaits(string reason)
    {
        lock (_gate)
        {
            foreach (var order in _orders.Values.Where(order => order.Told != reason))
            {
                order.Told = reason;
                _events?.RequestWaits(order.Request, reason);
            }
        }
    }

    /// <summary>Tells that workers are looked after no longer.</summary>
    public void TellFailure(FlinkException failure)
    {
        lock (_gate)
        {
            _events?.Failed(failure);
        }
    }

    /// <summary>Ends the term: whoever waits is let go, nothing is told any more. Workers are left alone.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            _events = null;
            foreach (var order in _orders.Values.Concat(_starting.Values.Select(static start => start.Order)))
            {
                order.Answer.TrySetCanceled(CancellationToken.None);
            }

            _returns.LetGo();
            _suspects.Clear();
        }

        _wake.Release();
    }

    /// <summary>Gives everything back, after the end of the term.</summary>
    public void GiveAllBack()
    {
        lock (_gate)
        {
            foreach (var order in _orders.Values.Where(static order => order.IsAsked))
            {
                _unwanted[order.Id] = order;
            }

            _orders.Clear();
            _unsaid.Clear();
            foreach (var (name, container) in _workers.Select(static pair => (pair.Key, pair.Value.Id)).Concat(_starting.Select(static pair => (pair.Key, pair.Value.Container.Id))).ToArray())
            {
                _returns.Add(name, container);
            }

            _workers.Clear();
            _starting.Clear();
        }
    }

    /// <summary>Waits until something is wanted, at most so long.</summary>
    public async Task PauseAsync(TimeSpan pause)
    {
        await _wake.WaitAsync(pause, CancellationToken.None).ConfigureAwait(false);
        while (_wake.Wait(0))
        {
            // Several at once are one.
        }
    }

    private ContainerStart? Place(Container container)
    {
        var name = YarnIds.Of(container.Id);
        if (!_orders.TryGetValue(container.AllocationRequestId, out var order))
        {
            // It was cancelled meanwhile.
            _returns.Add(name, container.Id);
            return null;
        }

        if (order.Request.BlockedNodes.Contains(container.NodeId.Host))
        {
            // Given before YARN was told; its order is fulfilled for YARN, so it is asked for anew.
            _returns.Add(name, container.Id);
            _unsaid.Add(order.Id);
            return null;
        }

        _orders.Remove(order.Id);
        return _starting[name] = new ContainerStart(name, container, order);
    }

    private void End(string name, ContainerEnd end)
    {
        _returns.Ended(name);
        _preemptions.Ended(name);
        if (_workers.Remove(name))
        {
            _events?.WorkerLost(new TaskManagerId(name), end.Describe(name));
        }
        else if (_starting.Remove(name, out var start))
        {
            start.Order.Answer.TrySetException(new WorkerRequestException(end.Describe(name), isRetryable: true));
        }
    }

    private void Cancel(ContainerOrder order)
    {
        lock (_gate)
        {
            if (_orders.Remove(order.Id))
            {
                _unsaid.Remove(order.Id);
                if (order.IsAsked)
                {
                    _unwanted[order.Id] = order;
                }

                order.Answer.TrySetCanceled(CancellationToken.None);
            }
            else if (_starting.Values.FirstOrDefault(start => start.Order == order) is { } start)
            {
                _starting.Remove(start.Id);
                _returns.Add(start.Id, start.Container.Id);
                order.Answer.TrySetCanceled(CancellationToken.None);
            }
        }

        _wake.Release();
    }
}
