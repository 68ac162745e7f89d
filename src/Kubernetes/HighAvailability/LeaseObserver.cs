using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>One watch over the lease for all in this process who want to know of it; there is none before the first.</summary>
internal sealed class LeaseObserver(ILeadershipApi api) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Action<V1Lease?>> _watchers = [];
    private IDisposable? _watch;
    private V1Lease? _last;
    private bool _hasLast;
    private bool _isDisposed;

    /// <summary>Calls one at a time, with what is known now, and at each change; must not block.</summary>
    public IDisposable Watch(Action<V1Lease?> changed)
    {
        bool isFirst;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            isFirst = _watchers.Count == 0 && _watch is null;
            _watchers.Add(changed);
            if (_hasLast)
            {
                changed(_last);
            }
        }

        if (isFirst)
        {
            Begin();
        }

        return new Ending(() =>
        {
            lock (_gate)
            {
                _watchers.Remove(changed);
            }
        });
    }

    public void Dispose()
    {
        IDisposable? watch;
        lock (_gate)
        {
            _isDisposed = true;
            _watchers.Clear();
            watch = _watch;
        }

        watch?.Dispose();
    }

    private void Begin()
    {
        var watch = api.WatchLease(Tell);
        lock (_gate)
        {
            _watch = watch;
            if (!_isDisposed)
            {
                return;
            }
        }

        watch.Dispose();
    }

    private void Tell(V1Lease? lease)
    {
        lock (_gate)
        {
            (_last, _hasLast) = (lease, true);
            foreach (var watcher in _watchers.ToArray())
            {
                watcher(lease);
            }
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
