using System.Numerics;
using System.Runtime.CompilerServices;

namespace Flink.Streaming.Timers;

/// <summary>Items in the order of their times: adding takes constant time, and so does taking the earliest, amortised over its life.</summary>
/// <typeparam name="T">What is kept with a time.</typeparam>
/// <remarks>
/// <para>A hierarchical timing wheel over all 64 bits: eleven levels of 64 buckets. An item is at the level of the highest group of
/// six bits in which its time differs from that of the wheel, in the bucket that these bits name; so the earliest item is in the
/// first bucket of the lowest level that has any. When the wheel's time reaches a bucket, its items sink to lower levels, usually
/// two or three times in all.</para>
/// <para>Buckets are lists of chunks, so items are read and written in sequence; with a link in each item, two cache misses an item
/// and level made the wheel slower than a heap. Chunks are used again. Items that are added behind the wheel's time, which are
/// few, are in a binary heap. Not safe for concurrent use.</para>
/// </remarks>
internal sealed class TimerWheel<T>
{
    private const int DigitBits = 6;
    private const int Slots = 1 << DigitBits;
    private const int Levels = 11;
    private const ulong Sign = 1UL << 63;

    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly Chunk?[] _heads = new Chunk?[Levels * Slots];
    private readonly Chunk?[] _tails = new Chunk?[Levels * Slots];
    private readonly PriorityQueue<T, ulong> _behind = new();
    private Chunk? _free;
    private uint _levels;
    private ulong _now;
    private int _inBuckets;

    /// <summary>Items in the wheel.</summary>
    public int Count => _inBuckets + _behind.Count;

    /// <summary>A time that no item precedes; null when there are none. Exact when that time has come or is near.</summary>
    public long? NotBefore =>
        _behind.TryPeek(out _, out var first) ? Signed(first) : _levels == 0 ? null : Signed(FirstBucket(out _));

    /// <summary>Adds an item.</summary>
    public void Add(long time, in T item)
    {
        var order = (ulong)time ^ Sign;
        if (order < _now)
        {
            _behind.Enqueue(item, order);
        }
        else
        {
            _inBuckets++;
            Append(order, in item);
        }
    }

    /// <summary>Takes the earliest item whose time has come; of those of one time usually the one that was added first.</summary>
    /// <param name="limit">Items of this time and before have come.</param>
    /// <param name="time">The item's time.</param>
    /// <param name="item">The item.</param>
    /// <returns>False when none has come.</returns>
    public bool TryTakeDue(long limit, out long time, out T item)
    {
        var last = (ulong)limit ^ Sign;
        if (_behind.Count > 0)
        {
            return TryTakeBehind(last, out time, out item);
        }

        while (_levels != 0)
        {
            var start = FirstBucket(out var bucket);
            if (start > last)
            {
                break;
            }

            if (bucket < Slots)
            {
                _now = start;
                time = Signed(start);
                item = TakeFrom(bucket);
                return true;
            }

            Sink(bucket, last);
        }

        // Holds back nothing: all that is left is later.
        _now = Math.Max(_now, last);
        (time, item) = (0, default!);
        return false;
    }

    /// <summary>Forgets all items; the wheel's time stays.</summary>
    public void Clear()
    {
        while (_levels != 0)
        {
            _ = FirstBucket(out var bucket);
            for (var chunk = TakeChunks(bucket); chunk is not null;)
            {
                chunk = Return(chunk);
            }
        }

        _behind.Clear();
        _inBuckets = 0;
    }

    private static long Signed(ulong order) => (long)(order ^ Sign);

    // All that is behind the wheel precedes all that is in it.
    private bool TryTakeBehind(ulong last, out long time, out T item)
    {
        if (_behind.TryPeek(out item!, out var first) && first <= last)
        {
            _behind.Dequeue();
            time = Signed(first);
            return true;
        }

        time = 0;
        return false;
    }

    private ulong FirstBucket(out int bucket)
    {
        var level = BitOperations.TrailingZeroCount(_levels);
        var slot = BitOperations.TrailingZeroCount(_occupied[level]);
        bucket = level * Slots + slot;
        var shift = level * DigitBits;
        var above = shift + DigitBits >= 64 ? 0 : _now >> (shift + DigitBits) << (shift + DigitBits);
        return above | (ulong)slot << shift;
    }

    private T TakeFrom(int bucket)
    {
        var head = _heads[bucket]!;
        var item = head.Entries[head.Read++].Item;
        _inBuckets--;
        if (head.Read == head.Count)
        {
            _heads[bucket] = Return(head);
            if (_heads[bucket] is null)
            {
                MarkEmpty(bucket);
            }
        }

        return item;
    }

    // The bucket holds the earliest items of all, so the wheel may go to the first of them.
    private void Sink(int bucket, ulong last)
    {
        var chunk = TakeChunks(bucket);
        var first = last;
        for (var one = chunk; one is not null; one = one.Next)
        {
            foreach (ref readonly var entry in one.Entries.AsSpan(0, one.Count))
            {
                first = Math.Min(first, entry.Order);
            }
        }

        _now = first;
        while (chunk is not null)
        {
            foreach (ref readonly var entry in chunk.Entries.AsSpan(0, chunk.Count))
            {
                Append(entry.Order, in entry.Item);
            }

            chunk = Return(chunk);
        }
    }

    private void Append(ulong order, in T item)
    {
        var level = (63 - BitOperations.LeadingZeroCount((order ^ _now) | 1)) / DigitBits;
        var slot = (int)(order >> (level * DigitBits)) & (Slots - 1);
        var bucket = level * Slots + slot;
        var tail = _tails[bucket];
        if (tail is null || tail.Count == Chunk.Size)
        {
            tail = Extend(bucket, tail);
            _occupied[level] |= 1UL << slot;
            _levels |= 1U << level;
        }

        ref var entry = ref tail.Entries[tail.Count++];
        entry.Order = order;
        entry.Item = item;
    }

    private Chunk Extend(int bucket, Chunk? tail)
    {
        var chunk = _free ?? new Chunk();
        _free = chunk.Next;
        chunk.Next = null;
        _tails[bucket] = chunk;
        if (tail is null)
        {
            _heads[bucket] = chunk;
        }
        else
        {
            tail.Next = chunk;
        }

        return chunk;
    }

    private Chunk? TakeChunks(int bucket)
    {
        var chunk = _heads[bucket];
        MarkEmpty(bucket);
        return chunk;
    }

    private void MarkEmpty(int bucket)
    {
        _heads[bucket] = _tails[bucket] = null;
        var level = bucket / Slots;
        _occupied[level] &= ~(1UL << (bucket % Slots));
        if (_occupied[level] == 0)
        {
            _levels &= ~(1U << level);
        }
    }

    // Gives back the one that followed it.
    private Chunk? Return(Chunk chunk)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(chunk.Entries, 0, chunk.Count);
        }

        var next = chunk.Next;
        chunk.Count = chunk.Read = 0;
        chunk.Next = _free;
        _free = chunk;
        return next;
    }

    private sealed class Chunk
    {
        public const int Size = 32;

        public readonly Entry[] Entries = new Entry[Size];

        public int Count;

        public int Read;

        public Chunk? Next;
    }

    private struct Entry
    {
        public ulong Order;
        public T Item;
    }
}
