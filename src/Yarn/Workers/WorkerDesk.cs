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
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private IDriverEvents? _events;
    private bool _isOver;
    private long _waitingSince;

    /// <summary>Whether the term has ended.</summary>
    public bool IsOver => _isOver;

    /// <summary>How long there have been orders.</summary>
    public TimeSpan Waiting => clock.GetElapsedTime(_waitingSince);

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_gate)
            {
                return _orders.Count > 0 || _releases.Count > 0;
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
            _known.UnionWith(workers.Select(static worker => worker.Id.Value));
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

    /// <summary>What is wanted of a component.</summary>
    public (WorkerOrder[] Orders, string[] Releases) WantedOf(WorkerComponent component)
    {
        lock (_gate)
        {
            return ([.. _orders.Where(order => order.Component == component)], [.. _releases.Keys.Where(component.Workers.ContainsKey)]);
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

            _known.Add(container);
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
