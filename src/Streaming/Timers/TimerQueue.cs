using System.Numerics;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Timers;

/// <summary>The timers of one kind of time: one for each key, namespace and time, taken in the order of their times.</summary>
/// <remarks>
/// A set says which timers there are, a wheel in which order they come. A deleted timer stays in the wheel until its time comes or
/// half of the wheel is such; a timer that is deleted and registered again is in the wheel twice, and the first counts. Nothing is
/// allocated but when there are more timers than ever. On the task's thread.
/// </remarks>
internal sealed class TimerQueue<TKey, TNamespace, TKeyComparer, TNamespaceComparer>
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TNamespaceComparer : struct, IKeyComparer<TNamespace>
{
    private const int FewStale = 1024;

    private readonly TimerWheel<TimerId<TKey, TNamespace>> _wheel = new();
    private readonly TimerSet<TKey, TNamespace, TKeyComparer, TNamespaceComparer> _set = new();
    private readonly TimerSet<TKey, TNamespace, TKeyComparer, TNamespaceComparer>.Visitor _addToWheel;

    public TimerQueue() => _addToWheel = _wheel.Add;

    /// <summary>Timers in the queue.</summary>
    public int Count => _set.Count;

    /// <summary>Deleted timers that are still in the wheel.</summary>
    public int Stale => _wheel.Count - _set.Count;

    /// <summary>A time that no timer precedes; null when there are none. It may lie before the first timer.</summary>
    public long? NotBefore => _set.Count == 0 ? null : _wheel.NotBefore;

    /// <summary>Adds a timer unless it is there.</summary>
    /// <returns>False when it was there.</returns>
    public bool Add(in TKey key, ulong keyHash, in TNamespace @namespace, long time)
    {
        var (ownKey, ownNamespace) = (key, @namespace);
        Kept<TKey>.Detach(ref ownKey);
        Kept<TNamespace>.Detach(ref ownNamespace);
        var timer = new TimerId<TKey, TNamespace>(HashOf(keyHash, in @namespace, time), ownKey, ownNamespace);
        if (!_set.Add(time, in timer))
        {
            return false;
        }

        _wheel.Add(time, in timer);
        return true;
    }

    /// <summary>Removes a timer.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Remove(in TKey key, ulong keyHash, in TNamespace @namespace, long time)
    {
        if (!_set.Remove(time, new TimerId<TKey, TNamespace>(HashOf(keyHash, in @namespace, time), key, @namespace)))
        {
            return false;
        }

        if (_wheel.Count > 2 * _set.Count + FewStale)
        {
            _wheel.Clear();
            _set.ForEach(_addToWheel);
        }

        return true;
    }

    /// <summary>Takes the earliest timer of a time or before.</summary>
    public bool TryTakeDue(long limit, out TKey key, out TNamespace @namespace, out long time)
    {
        while (_wheel.TryTakeDue(limit, out time, out var timer))
        {
            if (_set.Remove(time, in timer))
            {
                (key, @namespace) = (timer.Key, timer.Namespace);
                return true;
            }
        }

        (key, @namespace) = (default!, default!);
        return false;
    }

    /// <summary>A copy of what there is, to be written later.</summary>
    public TimerCopy<TKey, TNamespace>[] Copy()
    {
        var copies = new TimerCopy<TKey, TNamespace>[Count];
        var next = 0;
        _set.ForEach((long time, in TimerId<TKey, TNamespace> timer) =>
            copies[next++] = new TimerCopy<TKey, TNamespace>(default(TKeyComparer).Hash(timer.Key), timer.Key, timer.Namespace, time));
        return copies;
    }

    // Zero marks a free slot of the set.
    private static ulong HashOf(ulong keyHash, in TNamespace @namespace, long time)
    {
        var hash = StableHash.Of(
            keyHash ^ (ulong)time * 0x9E3779B97F4A7C15UL ^ BitOperations.RotateLeft(default(TNamespaceComparer).Hash(in @namespace), 32));
        return hash == 0 ? 1 : hash;
    }
}
