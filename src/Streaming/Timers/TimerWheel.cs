using System.Numerics;

namespace Flink.Streaming.Timers;

/// <summary>Numbers ordered by a time: adding and removing take constant time, and so does taking the earliest, amortised over its life.</summary>
/// <remarks>
/// <para>A hierarchical timing wheel over all 64 bits: eleven levels of 64 buckets. A timer is at the level of the highest group of
/// six bits in which its time differs from that of the wheel, in the bucket that these bits name; so the earliest timer is in the
/// first bucket of the lowest level that has any. When the wheel's time reaches a bucket, its timers sink to lower levels, each of
/// them ten times at most, usually two or three. Buckets are lists through arrays: nothing is allocated but when the arrays grow.</para>
/// <para>Timers that are added behind the wheel's time, which are few, are in a binary heap. Times are <see cref="long"/> in their
/// order, from the smallest to the largest. Not safe for concurrent use.</para>
/// </remarks>
internal sealed class TimerWheel
{
    private const int Nothing = -1;
    private const int InHeap = -2;
    private const int DigitBits = 6;
    private const int Slots = 1 << DigitBits;
    private const int Levels = 11;
    private const ulong Sign = 1UL << 63;

    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly int[] _heads = new int[Levels * Slots];
    private readonly int[] _tails = new int[Levels * Slots];
    private readonly List<int> _heap = [];
    private Node[] _nodes;
    private uint _levels;
    private ulong _now;

    /// <summary>An empty wheel.</summary>
    /// <param name="capacity">Timers are the numbers below this.</param>
    public TimerWheel(int capacity)
    {
        _nodes = new Node[capacity];
        Array.Fill(_heads, Nothing);
        Array.Fill(_tails, Nothing);
    }

    /// <summary>A time that no timer precedes; null when there are no timers. Exact when that time has come or is near.</summary>
    public long? NotBefore =>
        _heap.Count > 0 ? Signed(_nodes[_heap[0]].Time) : _levels == 0 ? null : Signed(FirstBucket(out _));

    /// <summary>Makes room for more timers.</summary>
    public void Resize(int capacity) => Array.Resize(ref _nodes, capacity);

    /// <summary>The time of a timer that is in the wheel.</summary>
    public long TimeOf(int timer) => Signed(_nodes[timer].Time);

    /// <summary>Adds a timer.</summary>
    public void Add(int timer, long time)
    {
        ref var node = ref _nodes[timer];
        node.Time = (ulong)time ^ Sign;
        if (node.Time < _now)
        {
            node.Bucket = InHeap;
            node.Next = _heap.Count;
            _heap.Add(timer);
            Rise(node.Next);
        }
        else
        {
            Append(timer, ref node);
        }
    }

    /// <summary>Removes a timer before its time.</summary>
    public void Remove(int timer)
    {
        ref var node = ref _nodes[timer];
        if (node.Bucket == InHeap)
        {
            RemoveFromHeap(node.Next);
        }
        else
        {
            Unlink(ref node);
        }
    }

    /// <summary>Takes the earliest timer whose time has come; of those of one time, the one that was added first.</summary>
    /// <param name="time">Timers of this time and before have come.</param>
    /// <returns>-1 when none has.</returns>
    public int TakeDue(long time)
    {
        var limit = (ulong)time ^ Sign;
        if (_heap.Count > 0)
        {
            // All of the heap precede all of the wheel.
            var first = _heap[0];
            if (_nodes[first].Time > limit)
            {
                return Nothing;
            }

            RemoveFromHeap(0);
            return first;
        }

        while (_levels != 0)
        {
            var start = FirstBucket(out var bucket);
            if (start > limit)
            {
                break;
            }

            if (bucket < Slots)
            {
                _now = start;
                var first = _heads[bucket];
                Unlink(ref _nodes[first]);
                return first;
            }

            Sink(bucket, limit);
        }

        // Holds back nothing: all that is left is later.
        _now = Math.Max(_now, limit);
        return Nothing;
    }

    private static long Signed(ulong time) => (long)(time ^ Sign);

    private ulong FirstBucket(out int bucket)
    {
        var level = BitOperations.TrailingZeroCount(_levels);
        var slot = BitOperations.TrailingZeroCount(_occupied[level]);
        bucket = level * Slots + slot;
        var shift = level * DigitBits;
        var above = shift + DigitBits >= 64 ? 0 : _now >> (shift + DigitBits) << (shift + DigitBits);
        return above | (ulong)slot << shift;
    }

    // The bucket holds the earliest timers of all, so the wheel may go to the first of them.
    private void Sink(int bucket, ulong limit)
    {
        var first = ulong.MaxValue;
        for (var i = _heads[bucket]; i != Nothing; i = _nodes[i].Next)
        {
            first = Math.Min(first, _nodes[i].Time);
        }

        var next = _heads[bucket];
        _heads[bucket] = _tails[bucket] = Nothing;
        MarkEmpty(bucket);
        _now = Math.Min(first, limit);
        while (next != Nothing)
        {
            ref var node = ref _nodes[next];
            var timer = next;
            next = node.Next;
            Append(timer, ref node);
        }
    }

    private void Append(int timer, ref Node node)
    {
        var level = (63 - BitOperations.LeadingZeroCount((node.Time ^ _now) | 1)) / DigitBits;
        var slot = (int)(node.Time >> (level * DigitBits)) & (Slots - 1);
        var bucket = level * Slots + slot;
        var last = _tails[bucket];
        node.Bucket = bucket;
        node.Previous = last;
        node.Next = Nothing;
        _tails[bucket] = timer;
        if (last == Nothing)
        {
            _heads[bucket] = timer;
            _occupied[level] |= 1UL << slot;
            _levels |= 1U << level;
        }
        else
        {
            _nodes[last].Next = timer;
        }
    }

    private void Unlink(ref Node node)
    {
        if (node.Previous == Nothing)
        {
            _heads[node.Bucket] = node.Next;
        }
        else
        {
            _nodes[node.Previous].Next = node.Next;
        }

        if (node.Next == Nothing)
        {
            _tails[node.Bucket] = node.Previous;
        }
        else
        {
            _nodes[node.Next].Previous = node.Previous;
        }

        if (_heads[node.Bucket] == Nothing)
        {
            MarkEmpty(node.Bucket);
        }
    }

    private void MarkEmpty(int bucket)
    {
        var level = bucket / Slots;
        _occupied[level] &= ~(1UL << (bucket % Slots));
        if (_occupied[level] == 0)
        {
            _levels &= ~(1U << level);
        }
    }

    private void RemoveFromHeap(int index)
    {
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (index < _heap.Count)
        {
            Place(last, index);
            Fall(index);
            Rise(_nodes[last].Next);
        }
    }

    private void Rise(int index)
    {
        var timer = _heap[index];
        while (index > 0 && _nodes[_heap[(index - 1) / 2]].Time > _nodes[timer].Time)
        {
            Place(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Place(timer, index);
    }

    private void Fall(int index)
    {
        var timer = _heap[index];
        while (2 * index + 1 < _heap.Count)
        {
            var child = 2 * index + 1;
            if (child + 1 < _heap.Count && _nodes[_heap[child + 1]].Time < _nodes[_heap[child]].Time)
            {
                child++;
            }

            if (_nodes[_heap[child]].Time >= _nodes[timer].Time)
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(timer, index);
    }

    private void Place(int timer, int index)
    {
        _heap[index] = timer;
        _nodes[timer].Next = index;
    }

    // In a list: its neighbours. In the heap: Next is its place.
    private struct Node
    {
        public ulong Time;
        public int Next;
        public int Previous;
        public int Bucket;
    }
}
