namespace Flink.Runtime.ResourceManager;

/// <summary>Workers that no job uses, the longest unused first, and the end of those that nobody has used for long.</summary>
/// <param name="timeout">How long is long.</param>
/// <param name="asks">Whether the worker is asked before, since somebody may need what it stores.</param>
/// <param name="calls">To the endpoint.</param>
/// <param name="isSpare">Whether the cluster can do without it.</param>
/// <param name="release">Ends it.</param>
internal sealed class IdleWorkers(
    TimeSpan timeout, bool asks, ISlotCalls calls, Func<RegisteredWorker, bool> isSpare, Action<RegisteredWorker> release)
{
    private readonly LinkedList<RegisteredWorker> _list = [];
    private IDisposable? _timer;

    public void Add(RegisteredWorker worker)
    {
        worker.IdleSince = calls.Now;
        worker.IdlePlace = _list.AddLast(worker);
        _timer ??= calls.After(timeout, TimeIsOver);
    }

    public void Remove(RegisteredWorker worker)
    {
        if (worker.IdlePlace is { } place)
        {
            _list.Remove(place);
            worker.IdlePlace = null;
        }
    }

    /// <summary>Ends those that have been idle for long and that the cluster can do without.</summary>
    public void Check()
    {
        var now = calls.Now;
        foreach (var worker in _list.TakeWhile(worker => now - worker.IdleSince >= timeout).ToArray())
        {
            // What is done about one may change what the next one is.
            if (worker.IdlePlace is null || worker.IsAskedToGo || !isSpare(worker))
            {
                continue;
            }

            if (asks)
            {
                worker.IsAskedToGo = true;
                calls.AskRelease(worker, worker.IdleSince);
            }
            else
            {
                Release(worker);
            }
        }
    }

    /// <summary>A worker has said whether it can go. It stays when it was used since it was asked.</summary>
    public void Answered(RegisteredWorker worker, DateTimeOffset idleSince, bool canGo)
    {
        worker.IsAskedToGo = false;
        if (worker.IdlePlace is null || worker.IdleSince != idleSince)
        {
            return;
        }

        if (!canGo)
        {
            // It is asked again when it has been idle for as long once more.
            Remove(worker);
            Add(worker);
        }
        else if (isSpare(worker))
        {
            Release(worker);
        }
    }

    private void Release(RegisteredWorker worker)
    {
        Remove(worker);
        release(worker);
    }

    private void TimeIsOver()
    {
        _timer = null;
        Check();
        var now = calls.Now;
        for (var place = _list.First; place is not null; place = place.Next)
        {
            if (now - place.Value.IdleSince < timeout)
            {
                _timer ??= calls.After(place.Value.IdleSince + timeout - now, TimeIsOver);
                return;
            }
        }
    }
}
