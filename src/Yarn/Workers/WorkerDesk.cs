using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.Yarn.Workers;

/// <summary>Where workers are ordered and given back, and where their losses are told.</summary>
/// <remarks>Safe for concurrent use: orders and releases come from any thread, what becomes of them from the loop.</remarks>
internal sealed class WorkerDesk(ContainerEnds ends, TimeProvider clock, CancellationToken end)
{
    private readonly Lock _gate = new();
    private readonly List<WorkerOrder> _orders = [];
    private readonly Dictionary<string, TaskCompletionSource> _releases = new(StringComparer.Ordinal);

    // Workers that are answered for, and their machines.
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);

    // Told as lost by their machines, and not yet by their services.
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private IDriverEvents? _events;
    private bool _isOver;
    private long _waitingSince;

    /// <summary>Whether the term has ended.</summary>
    public bool IsOver => _isOver;

    /// <summary>How long there have been orders.</summary>
    public TimeSpan Waiting => clock.GetElapsedTime(_waitingSince);

    /// <summary>Whether somebody waits for an answer, or to hear what became of a worker.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_gate)
            {
                return _orders.Count > 0 || _releases.Count > 0 || _suspects.Count > 0;
            }
        }
    }

    /// <summary>Begins to tell what happens.</summary>
    public void Open(IDriverEvents events) => _events = events;

    /// <summary>Answers for workers of an earlier term.</summary>
    public void Know(IEnumerable<RecoveredWorker> workers)
    {
        lock (_gate)
        {
            foreach (var worker in workers)
            {
                _known[worker.Id.Value] = worker.Node ?? "";
            }
        }
    }

    /// <summary>Requests a worker of a size.</summary>
    public Task<StartedWorker> RequestAsync(WorkerRequest request, long memoryMb, int virtualCores, CancellationToken cancellation)
    {
        var order = new WorkerOrder(request, memoryMb, virtualCores);
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

            _orders.Add(order);
        }

        var registration = cancellation.UnsafeRegister(static (state, _) => ((Action)state!)(), () => Cancel(order));
        _ = order.Answer.Task.ContinueWith(static (_, state) => ((CancellationTokenRegistration)state!).Unregister(), registration, TaskScheduler.Default);
        _wake.Release();
        return order.Answer.Task;
    }

    /// <summary>Takes a worker away; completes when YARN has taken the order.</summary>
    public Task ReleaseAsync(string container)
    {
        TaskCompletionSource? release;
        lock (_gate)
        {
            if (_isOver || !_known.Remove(container))
            {
                return _releases.TryGetValue(container, out release) ? release.Task : Task.CompletedTask;
            }

            release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _releases.Add(container, release);
        }

        _wake.Release();
        return release.Task;
    }

    /// <summary>Somebody has lost sight of a worker: its machine and its service are asked now.</summary>
    public void Suspect(string container)
    {
        string? host;
        lock (_gate)
        {
            if (_isOver || !_known.TryGetValue(container, out host) || !_suspects.Add(container))
            {
                return;
            }
        }

        _wake.Release();
        _ = LookAsync(container, host);
    }

    /// <summary>Ends the term: whoever waits is let go, nothing is told any more.</summary>
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
            foreach (var order in _orders)
            {
                order.Answer.TrySetCanceled(CancellationToken.None);
            }

            foreach (var release in _releases.Values)
            {
                // The next term finds it.
                release.TrySetResult();
            }

            _orders.Clear();
            _releases.Clear();
            _known.Clear();
            _suspects.Clear();
            _ended.Clear();
        }

        _wake.Release();
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

    /// <summary>Orders that have no component yet.</summary>
    public WorkerOrder[] Unplaced()
    {
        lock (_gate)
        {
            return [.. _orders.Where(static order => order.Component is null)];
        }
    }

    /// <summary>Gives orders a component, or takes it from them.</summary>
    public void Place(WorkerComponent? component, params ReadOnlySpan<WorkerOrder> orders)
    {
        lock (_gate)
        {
            foreach (var order in orders)
            {
                order.Component = component;
            }
        }
    }

    /// <summary>What is wanted of a component, and which of its workers have ended without its service having heard of it.</summary>
    public (WorkerOrder[] Orders, string[] Releases, HashSet<string> Ended) WantedOf(WorkerComponent component)
    {
        lock (_gate)
        {
            return ([.. _orders.Where(order => order.Component == component)], [.. _releases.Keys.Where(component.Workers.ContainsKey)], [.. _ended.Where(component.Workers.ContainsKey)]);
        }
    }

    /// <summary>Hands a container out; false when the order was cancelled meanwhile.</summary>
    public bool TryAnswer(WorkerOrder order, string container, string host)
    {
        lock (_gate)
        {
            if (!_orders.Remove(order))
            {
                return false;
            }

            _known[container] = host;
            order.Answer.SetResult(new StartedWorker(new TaskManagerId(container), host));
            return true;
        }
    }

    /// <summary>Completes releases of workers that are nobody's: one may be given back at the moment at which it is lost.</summary>
    public void CompleteReleasesOfNobody(WorkerComponents components)
    {
        string[] gone;
        lock (_gate)
        {
            gone = [.. _releases.Keys.Where(id => !components.HaveWorker(id))];
        }

        CompleteReleases(gone);
    }

    public void CompleteReleases(IEnumerable<string> releases)
    {
        lock (_gate)
        {
            foreach (var release in releases)
            {
                if (_releases.Remove(release, out var done))
                {
                    done.TrySetResult();
                }
            }
        }
    }

    /// <summary>Tells that a worker has ended, and how.</summary>
    public async Task TellLossAsync(string application, string container)
    {
        lock (_gate)
        {
            _ended.Remove(container);
            if (!_known.Remove(container))
            {
                return;
            }
        }

        var diagnostics = $"container {container} has ended";
        try
        {
            diagnostics = await ends.DescribeAsync(application, container, end).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever went wrong: the loss is told.
            diagnostics += $"; how could not be asked: {e.Message}";
        }

        lock (_gate)
        {
            _events?.WorkerLost(new TaskManagerId(container), diagnostics);
        }
    }

    /// <summary>Tells those of some orders that still wait why; the same only once.</summary>
    public void TellWaits(IReadOnlyCollection<WorkerOrder> orders, string reason)
    {
        lock (_gate)
        {
            foreach (var order in orders.Where(order => order.Told != reason && _orders.Contains(order)))
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

    private async Task LookAsync(string container, string host)
    {
        string? diagnostics = null;
        try
        {
            diagnostics = await ends.FindAtMachineAsync(host, container, end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FlinkException or OperationCanceledException or ObjectDisposedException)
        {
            // The loop's own look goes on; or the term has ended.
        }

        lock (_gate)
        {
            _suspects.Remove(container);
            if (diagnostics is not null && _known.Remove(container))
            {
                _ended.Add(container);
                _events?.WorkerLost(new TaskManagerId(container), diagnostics);
            }
        }
    }

    private void Cancel(WorkerOrder order)
    {
        lock (_gate)
        {
            if (_orders.Remove(order))
            {
                order.Answer.TrySetCanceled(CancellationToken.None);
            }
        }

        _wake.Release();
    }
}
