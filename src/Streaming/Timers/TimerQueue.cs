using System.Numerics;
using System.Runtime.CompilerServices;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Timers;

/// <summary>The timers of one kind of time: one for each key, namespace and time, taken in the order of their times.</summary>
/// <remarks>
/// A timer is a number that is reused: a place in an array with its key and namespace, a link in a hash table that finds it, and a
/// node of the wheel. Nothing is allocated but when the arrays grow. On the task's thread.
/// </remarks>
internal sealed class TimerQueue<TKey, TNamespace, TKeyComparer, TNamespaceComparer>
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TNamespaceComparer : struct, IKeyComparer<TNamespace>
{
    private const int Nothing = -1;
    private const int Free = -2;
    private const int MinCapacity = 64;

    private readonly TimerWheel _wheel = new(MinCapacity);
    private Timer[] _timers = new Timer[MinCapacity];
    private int[] _heads = NewHeads(2 * MinCapacity);
    private int _used;
    private int _firstFree = Nothing;

    /// <summary>Timers in the queue.</summary>
    public int Count { get; private set; }

    /// <inheritdoc cref="TimerWheel.NotBefore"/>
    public long? NotBefore => _wheel.NotBefore;

    /// <summary>Adds a timer unless it is there.</summary>
    /// <returns>False when it was there.</returns>
    public bool Add(in TKey key, ulong keyHash, in TNamespace @namespace, long time)
    {
        ref var head = ref HeadOf(keyHash, in @namespace, time);
        if (Find(head, in key, keyHash, in @namespace, time) != Nothing)
        {
            return false;
        }

        if (Count == _timers.Length)
        {
            Grow();
            head = ref HeadOf(keyHash, in @namespace, time);
        }

        var id = NewId();
        ref var timer = ref _timers[id];
        timer.KeyHash = keyHash;
        timer.Key = key;
        timer.Namespace = @namespace;
        Kept<TKey>.Detach(ref timer.Key);
        Kept<TNamespace>.Detach(ref timer.Namespace);
        timer.Link = head;
        head = id;
        _wheel.Add(id, time);
        Count++;
        return true;
    }

    /// <summary>Removes a timer.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Remove(in TKey key, ulong keyHash, in TNamespace @namespace, long time)
    {
        var id = Find(HeadOf(keyHash, in @namespace, time), in key, keyHash, in @namespace, time);
        if (id == Nothing)
        {
            return false;
        }

        _wheel.Remove(id);
        Release(id, time);
        return true;
    }

    /// <summary>Takes the earliest timer of a time or before.</summary>
    public bool TryTakeDue(long limit, out TKey key, out TNamespace @namespace, out long time)
    {
        var id = _wheel.TakeDue(limit);
        if (id == Nothing)
        {
            (key, @namespace, time) = (default!, default!, 0);
            return false;
        }

        time = _wheel.TimeOf(id);
        key = _timers[id].Key;
        @namespace = _timers[id].Namespace;
        Release(id, time);
        return true;
    }

    /// <summary>A copy of what there is, to be written later.</summary>
    public TimerCopy<TKey, TNamespace>[] Copy()
    {
        var copies = new TimerCopy<TKey, TNamespace>[Count];
        var next = 0;
        for (var id = 0; id < _used; id++)
        {
            ref readonly var timer = ref _timers[id];
            if (timer.Link != Free)
            {
                copies[next++] = new TimerCopy<TKey, TNamespace>(timer.KeyHash, timer.Key, timer.Namespace, _wheel.TimeOf(id));
            }
        }

        return copies;
    }

    private static int[] NewHeads(int length)
    {
        var heads = new int[length];
        Array.Fill(heads, Nothing);
        return heads;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int HeadOf(ulong keyHash, in TNamespace @namespace, long time)
    {
        var hash = StableHash.Of(keyHash ^ (ulong)time * 0x9E3779B97F4A7C15UL ^ BitOperations.RotateLeft(default(TNamespaceComparer).Hash(in @namespace), 32));
        return ref _heads[(int)hash & (_heads.Length - 1)];
    }

    private int Find(int first, in TKey key, ulong keyHash, in TNamespace @namespace, long time)
    {
        for (var id = first; id != Nothing;)
        {
            ref var timer = ref _timers[id];
            if (timer.KeyHash == keyHash
                && _wheel.TimeOf(id) == time
                && default(TKeyComparer).Equals(in timer.Key, in key)
                && default(TNamespaceComparer).Equals(in timer.Namespace, in @namespace))
            {
                return id;
            }

            id = timer.Link;
        }

        return Nothing;
    }

    private int NewId()
    {
        if (_firstFree == Nothing)
        {
            return _used++;
        }

        var id = _firstFree;
        _firstFree = _timers[id].NextFree;
        return id;
    }

    // Takes a timer that is out of the wheel out of its chain.
    private void Release(int id, long time)
    {
        ref var timer = ref _timers[id];
        ref var link = ref HeadOf(timer.KeyHash, in timer.Namespace, time);
        while (link != id)
        {
            link = ref _timers[link].Link;
        }

        link = timer.Link;
        timer.Link = Free;
        timer.NextFree = _firstFree;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Timer>())
        {
            timer.Key = default!;
            timer.Namespace = default!;
        }

        _firstFree = id;
        Count--;
    }

    private void Grow()
    {
        var capacity = checked(2 * _timers.Length);
        Array.Resize(ref _timers, capacity);
        _wheel.Resize(capacity);
        _heads = NewHeads(2 * capacity);

        // It grows when no place is free: every one of them is a timer.
        for (var id = 0; id < _used; id++)
        {
            ref var timer = ref _timers[id];
            ref var head = ref HeadOf(timer.KeyHash, in timer.Namespace, _wheel.TimeOf(id));
            timer.Link = head;
            head = id;
        }
    }

    private struct Timer
    {
        public ulong KeyHash;
        public TKey Key;
        public TNamespace Namespace;
        public int Link;
        public int NextFree;
    }
}
