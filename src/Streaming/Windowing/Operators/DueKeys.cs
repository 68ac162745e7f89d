using System.Numerics;
using System.Runtime.CompilerServices;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Keys with times at which they are to be looked at, taken when the times have come. A key may be here more than once.</summary>
/// <remarks>
/// Times are put together in buckets of some milliseconds, which are read from end to end: of keys whose times lie in one bucket the
/// order is any. Nothing is allocated but when buckets grow. On the task's thread.
/// </remarks>
internal sealed class DueKeys<TKey>
{
    private const int BucketsPerGap = 8;
    private const int MaxBucketBits = 8;

    private readonly int _bits;
    private readonly Dictionary<long, Bucket> _buckets = [];
    private readonly PriorityQueue<Bucket, long> _order = new();
    private readonly Stack<Bucket> _spare = [];
    private Bucket? _last;
    private Bucket? _current;
    private int _read;
    private int _kept;

    /// <param name="gap">How far ahead times usually are, milliseconds.</param>
    public DueKeys(long gap) => _bits = Math.Min(MaxBucketBits, BitOperations.Log2((ulong)Math.Max(1, gap / BucketsPerGap)));

    /// <summary>Adds a key; also while keys are taken, for a time that has not come.</summary>
    /// <param name="key">The key; copied.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="time">When.</param>
    public void Add(in TKey key, ulong hash, long time)
    {
        var bucket = BucketOf(time >> _bits);
        if (bucket.Count == bucket.Entries.Length)
        {
            Array.Resize(ref bucket.Entries, 2 * bucket.Count);
        }

        ref var entry = ref bucket.Entries[bucket.Count++];
        entry.Hash = hash;
        entry.Time = time;
        entry.Key = key;
        Kept<TKey>.Detach(ref entry.Key);
    }

    /// <summary>Takes a key whose time has come. Taken until there is none: what is left over is put in order by the last call.</summary>
    public bool TryTake(long now, out TKey key, out ulong hash, out long time)
    {
        while (_current is not null || TryBegin(now))
        {
            var bucket = _current!;
            while (_read < bucket.Count)
            {
                ref var entry = ref bucket.Entries[_read++];
                if (entry.Time <= now)
                {
                    (key, hash, time) = (entry.Key, entry.Hash, entry.Time);
                    return true;
                }

                bucket.Entries[_kept++] = entry;
            }

            End(bucket);
            if (bucket.Count > 0)
            {
                // The bucket that the time has reached: those behind it are later still.
                break;
            }
        }

        (key, hash, time) = (default!, 0, 0);
        return false;
    }

    private bool TryBegin(long now)
    {
        if (!_order.TryPeek(out var first, out _) || first.Index > now >> _bits)
        {
            return false;
        }

        (_current, _read, _kept) = (first, 0, 0);
        return true;
    }

    private void End(Bucket bucket)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(bucket.Entries, _kept, bucket.Count - _kept);
        }

        bucket.Count = _kept;
        _current = null;
        if (_kept == 0)
        {
            _order.Dequeue();
            _buckets.Remove(bucket.Index);
            _last = null;
            _spare.Push(bucket);
        }
    }

    private Bucket BucketOf(long index)
    {
        if (_last is { } last && last.Index == index)
        {
            return last;
        }

        if (!_buckets.TryGetValue(index, out var bucket))
        {
            bucket = _spare.TryPop(out var spare) ? spare : new Bucket();
            bucket.Index = index;
            _buckets.Add(index, bucket);
            _order.Enqueue(bucket, index);
        }

        _last = bucket;
        return bucket;
    }

    private sealed class Bucket
    {
        public Entry[] Entries = new Entry[16];
        public int Count;
        public long Index;
    }

    private struct Entry
    {
        public ulong Hash;
        public long Time;
        public TKey Key;
    }
}
