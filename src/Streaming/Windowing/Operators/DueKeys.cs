using System.Numerics;
using System.Runtime.CompilerServices;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Keys with times at which they are to be looked at, taken when the times have come. A key may be here more than once.</summary>
/// <remarks>
/// Times are put together in buckets of some milliseconds, which are read from end to end: of keys whose times lie in one bucket the
/// order is any. Keys without references lie in the operator's managed memory. Nothing is allocated but when there are more keys than
/// ever before. On the task's thread.
/// </remarks>
internal sealed unsafe class DueKeys<TKey>
{
    private const int BucketsPerGap = 8;
    private const int MaxBucketBits = 8;

    private readonly PagePool _pool;
    private readonly int _bits;
    private readonly Dictionary<long, Bucket> _buckets = [];
    private readonly PriorityQueue<Bucket, long> _order = new();
    private readonly Stack<Bucket> _spare = [];
    private Bucket? _last;
    private Bucket? _current;
    private Chunk? _spareChunks;

    // Where the current bucket is read, and where an entry goes that stays.
    private Chunk? _reading;
    private Chunk? _keeping;
    private int _read;
    private int _kept;

    /// <param name="gap">How far ahead times usually are, milliseconds.</param>
    /// <param name="pool">Pages for keys without references; when it is disposed, this is no longer used.</param>
    public DueKeys(long gap, PagePool pool)
    {
        _pool = pool;
        _bits = Math.Min(MaxBucketBits, BitOperations.Log2((ulong)Math.Max(1, gap / BucketsPerGap)));
    }

    /// <summary>Adds a key; also while keys are taken, for a time that has not come.</summary>
    /// <param name="key">The key; copied.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="time">When.</param>
    public void Add(in TKey key, ulong hash, long time)
    {
        var bucket = BucketOf(time >> _bits);
        if (bucket.Last is not { } last || last.Count == Chunk.Most)
        {
            last = NewChunk();
            bucket.First ??= last;
            if (bucket.Last is { } full)
            {
                full.Next = last;
            }

            bucket.Last = last;
        }

        ref var entry = ref last.Entries[last.Count++];
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
            while (TryRead(out var entry))
            {
                if (entry.Time <= now)
                {
                    (key, hash, time) = (entry.Key, entry.Hash, entry.Time);
                    return true;
                }

                Keep(in entry);
            }

            End(bucket);
            if (bucket.First is not null)
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

        (_current, _reading, _keeping, _read, _kept) = (first, first.First, first.First, 0, 0);
        return true;
    }

    private bool TryRead(out Entry entry)
    {
        if (_read == Chunk.Most && _reading!.Next is { } next)
        {
            (_reading, _read) = (next, 0);
        }

        var isRead = _read < _reading!.Count;
        entry = isRead ? _reading.Entries[_read++] : default;
        return isRead;
    }

    private void Keep(in Entry entry)
    {
        if (_kept == Chunk.Most)
        {
            (_keeping, _kept) = (_keeping!.Next, 0);
        }

        _keeping!.Entries[_kept++] = entry;
    }

    private void End(Bucket bucket)
    {
        // Behind what was kept there is nothing any more.
        var free = _kept == 0 ? bucket.First : _keeping!.Next;
        if (_kept > 0)
        {
            Truncate(_keeping!, _kept);
            bucket.Last = _keeping;
        }

        while (free is { } chunk)
        {
            free = chunk.Next;
            Truncate(chunk, 0);
            (chunk.Next, _spareChunks) = (_spareChunks, chunk);
        }

        _current = null;
        if (_kept == 0)
        {
            (bucket.First, bucket.Last) = (null, null);
            _order.Dequeue();
            _buckets.Remove(bucket.Index);
            _last = null;
            _spare.Push(bucket);
        }
    }

    private static void Truncate(Chunk chunk, int count)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            chunk.Entries[count..].Clear();
        }

        (chunk.Count, chunk.Next) = (count, null);
    }

    private Chunk NewChunk()
    {
        if (_spareChunks is not { } chunk)
        {
            return Chunk.IsNative ? NewPage() : new Chunk(new Entry[Chunk.Most]);
        }

        (_spareChunks, chunk.Next) = (chunk.Next, null);
        return chunk;
    }

    // Where times lie far ahead there are thousands of buckets with few keys in each, so that one is not given a page.
    private Chunk NewPage()
    {
        var first = _pool.Rent() + PageHeader.Bytes;
        for (var i = Chunk.PerPage - 1; i > 0; i--)
        {
            _spareChunks = new Chunk(first + i * Chunk.Bytes) { Next = _spareChunks };
        }

        return new Chunk(first);
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
        public Chunk? First;
        public Chunk? Last;
        public long Index;
    }

    private sealed class Chunk
    {
        /// <summary>Those of a page, when they are native.</summary>
        public const int PerPage = 8;

        /// <summary>From one in a page to the next: whole cache lines.</summary>
        public const int Bytes = (PagePool.PageBytes - PageHeader.Bytes) / PerPage / SlotLayout.CacheLine * SlotLayout.CacheLine;

        private const int MostBytes = 256;
        private const int MostManaged = 128;

        public static readonly int Most = IsNative ? Bytes / Unsafe.SizeOf<Entry>() : MostManaged;

        private readonly nint _address;
        private readonly Entry[] _entries = [];

        public Chunk(nint address) => _address = address;

        public Chunk(Entry[] entries) => _entries = entries;

        public static bool IsNative => !RuntimeHelpers.IsReferenceOrContainsReferences<TKey>() && Unsafe.SizeOf<Entry>() <= MostBytes;

        public int Count { get; set; }

        public Chunk? Next { get; set; }

        public Span<Entry> Entries => IsNative ? new Span<Entry>((void*)_address, Most) : _entries;
    }

    private struct Entry
    {
        public ulong Hash;
        public long Time;
        public TKey Key;
    }
}
