using System.Runtime.CompilerServices;
using Flink.Streaming.State;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Keys in the order of times at which they are to be looked at. A key may be here more than once.</summary>
/// <remarks>Nothing is allocated but when the arrays grow. On the task's thread.</remarks>
internal sealed class DueKeys<TKey>
{
    private const int MinCapacity = 64;
    private const int Nothing = -1;

    private readonly TimerWheel _wheel = new(MinCapacity);
    private Entry[] _entries = new Entry[MinCapacity];
    private int _used;
    private int _firstFree = Nothing;

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key; copied.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="time">When.</param>
    public void Add(in TKey key, ulong hash, long time)
    {
        var id = _firstFree;
        if (id != Nothing)
        {
            _firstFree = _entries[id].NextFree;
        }
        else
        {
            if (_used == _entries.Length)
            {
                Array.Resize(ref _entries, checked(2 * _used));
                _wheel.Resize(_entries.Length);
            }

            id = _used++;
        }

        ref var entry = ref _entries[id];
        entry.Key = key;
        entry.Hash = hash;
        Kept<TKey>.Detach(ref entry.Key);
        _wheel.Add(id, time);
    }

    /// <summary>Takes the earliest key whose time has come.</summary>
    public bool TryTake(long now, out TKey key, out ulong hash, out long time)
    {
        var id = _wheel.TakeDue(now);
        if (id == Nothing)
        {
            (key, hash, time) = (default!, 0, 0);
            return false;
        }

        ref var entry = ref _entries[id];
        (key, hash, time) = (entry.Key, entry.Hash, _wheel.TimeOf(id));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            entry.Key = default!;
        }

        entry.NextFree = _firstFree;
        _firstFree = id;
        return true;
    }

    private struct Entry
    {
        public ulong Hash;
        public TKey Key;
        public int NextFree;
    }
}
