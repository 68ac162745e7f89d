using Flink.Streaming.State;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Keys in the order of times at which they are to be looked at. A key may be here more than once.</summary>
/// <remarks>Nothing is allocated but when the wheel grows. On the task's thread.</remarks>
internal sealed class DueKeys<TKey>
{
    private readonly TimerWheel<Entry> _wheel = new();

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key; copied.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="time">When.</param>
    public void Add(in TKey key, ulong hash, long time)
    {
        var entry = new Entry { Hash = hash, Key = key };
        Kept<TKey>.Detach(ref entry.Key);
        _wheel.Add(time, in entry);
    }

    /// <summary>Takes the earliest key whose time has come.</summary>
    public bool TryTake(long now, out TKey key, out ulong hash, out long time)
    {
        var found = _wheel.TryTakeDue(now, out time, out var entry);
        (key, hash) = (entry.Key, entry.Hash);
        return found;
    }

    private struct Entry
    {
        public ulong Hash;
        public TKey Key;
    }
}
