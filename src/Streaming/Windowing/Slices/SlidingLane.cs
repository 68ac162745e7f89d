using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The closed slices of some keys, aggregated such that a window costs a look at each of its keys, whatever its length.</summary>
/// <remarks>
/// <para>The slices of a window are in two parts. The later ones are the back: each key has one aggregate over all of its entries there. The
/// earlier ones are the front: each entry has the aggregate of what its key has behind it, up to the end of the front, so that dropping
/// the earliest slice is a walk over its entries, in the order in which they lie. A window of a key is the merge of front and back. When the
/// front is used up, the back becomes the front in one walk: a merge for each entry, once in its life. Slices before the front are kept
/// for late records.</para>
/// <para>Entries of a key are also linked from the latest to the earliest, which only late records need.</para>
/// </remarks>
internal sealed partial class SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>(
    SliceLayout layout, long allowedLateness, StrongBox<TContents> contents, DirectTable<TKey, int, TComparer> places, Stack<EntryBlock<TAccumulator>> spare)
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private const int MostPrefetched = 64;

    private readonly LaneKeys<TKey, TAccumulator> _keys = new();
    private readonly EntryLog<TAccumulator> _log = new(spare);
    private readonly Segments _segments = new();

    // Segments before the head are kept for late records; those from the back's on are the back.
    private int _head;
    private int _back;

    // The same in slices: a slice before the first is not in front or back, one from the second on is in the back.
    private long _liveFrom = long.MinValue;
    private long _backFrom = long.MinValue;

    private long _slice;
    private uint _start;
    private bool _isInOrder;

    /// <summary>Slices in the front of a window.</summary>
    public int FrontCount => _back - _head;

    /// <summary>Slices in the back of a window.</summary>
    public int BackCount => _segments.Count - _back;

    private ref TContents Contents => ref contents.Value!;

    public int AddKey(in TKey key, ulong hash) => _keys.Add(in key, hash);

    /// <summary>Begins to fetch what <see cref="Add"/> will look at.</summary>
    public void Prefetch(int place) => _keys.Prefetch(place);

    /// <summary>Begins to add a slice that closes.</summary>
    public void BeginSlice(long slice)
    {
        (_slice, _start) = (slice, _log.End);
        _isInOrder = slice >= _backFrom && slice >= _liveFrom && (_segments.Count == 0 || _segments[_segments.Count - 1].Slice < slice);
    }

    /// <summary>Adds what a key has in the slice that was begun.</summary>
    /// <param name="place">Place of the key, which comes once.</param>
    /// <param name="own">What it has; the lane's from now on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int place, in TAccumulator own)
    {
        if (!_isInOrder)
        {
            AddLate(place, _slice, in own);
            return;
        }

        ref var key = ref _keys[place];
        key.Last = _log.Add(place, key.Last, _slice, in own);
        key.Stored++;
        Include(ref key.Back, key.InBack++ == 0, in own);
    }

    /// <summary>All keys of the slice have been added.</summary>
    public void EndSlice()
    {
        if (_isInOrder && _log.End != _start)
        {
            _segments.Insert(_segments.Count, new Segment { Slice = _slice, Start = _start, Count = (int)(_log.End - _start) });
        }
    }

    /// <summary>Shows the window of each key that has slices in it.</summary>
    public void Show<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        // A copy whose address nobody takes stays in registers.
        var own = visitor;
        for (var first = 0; first < _keys.Places; first += LaneKeys<TKey, TAccumulator>.BlockKeys)
        {
            var block = _keys.BlockOf(first);
            var windows = block.Windows.AsSpan(0, Math.Min(LaneKeys<TKey, TAccumulator>.BlockKeys, _keys.Places - first));
            ReadOnlySpan<TKey> keys = block.Keys.AsSpan(0, windows.Length);
            ReadOnlySpan<ulong> hashes = block.Hashes.AsSpan(0, windows.Length);
            for (var i = 0; i < windows.Length; i++)
            {
                ref var key = ref windows[i];
                if (key.InFront == 0)
                {
                    if (key.InBack == 0)
                    {
                        continue;
                    }

                    var all = Kept<TAccumulator>.CopyOf(in key.Back);
                    own.Visit(in keys[i], hashes[i], ref all);
                    continue;
                }

                var result = Kept<TAccumulator>.CopyOf(in key.Front);
                if (key.InBack > 0)
                {
                    Contents.Merge(ref result, Kept<TAccumulator>.CopyOf(in key.Back));
                }

                own.Visit(in keys[i], hashes[i], ref result);
            }
        }

        visitor = own;
    }

    /// <summary>Begins to fetch the entries of the earliest slice. Where there are many, their order suffices.</summary>
    public void PrefetchFirst()
    {
        if (_segments.Count > 0 && _segments[0].Count <= MostPrefetched)
        {
            _log.Prefetch(_segments[0].Start, _segments[0].Count);
        }
    }

    /// <summary>The key that is shown at a place.</summary>
    /// <param name="index">The place, from 0; less those of the lane afterwards.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is one of the lane's.</returns>
    public bool TryKeyAt(ref long index, out TKey key)
    {
        for (var place = 0; place < _keys.Places; place++)
        {
            if ((_keys[place].InFront > 0 || _keys[place].InBack > 0) && index-- == 0)
            {
                key = _keys.KeyAt(place);
                return true;
            }
        }

        key = default!;
        return false;
    }

    /// <summary>Takes the slices before a window out of front and back, and drops those that no late record can need.</summary>
    /// <param name="windowStart">Start of the earliest window that is still to be shown.</param>
    /// <param name="now">The watermark.</param>
    public void Retire(long windowStart, long now)
    {
        _liveFrom = windowStart;
        while (_head < _segments.Count && _segments[_head].Slice < windowStart)
        {
            if (FrontCount == 0)
            {
                Turn();
            }

            if (allowedLateness == 0 && _head == 0)
            {
                _head++;
                DropFirst(isLive: true);
                continue;
            }

            ref readonly var segment = ref _segments[_head++];
            Retire(segment.Start, segment.Count);
            foreach (var position in CollectionsMarshal.AsSpan(segment.Late))
            {
                Retire(position, 1);
            }
        }

        while (_head > 0 && !IsNeeded(_segments[0].Slice, now))
        {
            DropFirst(isLive: false);
        }
    }

    /// <summary>The back becomes the front, which is empty.</summary>
    public void Turn()
    {
        for (var index = _segments.Count - 1; index >= _back; index--)
        {
            ref readonly var segment = ref _segments[index];
            Turn(segment.Start, segment.Count);
            foreach (var position in CollectionsMarshal.AsSpan(segment.Late))
            {
                Turn(position, 1);
            }
        }

        _back = _segments.Count;
        _backFrom = _back > 0 ? Math.Max(_backFrom, _segments[_back - 1].Slice + 1) : _backFrom;
    }

    /// <summary>The lane as it is now.</summary>
    public FrozenLane<TKey, TAccumulator> Share(SnapshotMark mark) => new(_keys.Share(mark), _keys.Places, _log.Share(mark), _segments.ToArray());

    // Entries of one slice, which are of different keys. Here and below block by block: the columns are looked up once for all of its entries.
    private void Turn(uint position, int count)
    {
        while (count > 0)
        {
            var block = _log.BlockOf(position);
            var (at, length) = EntryLog<TAccumulator>.InOneBlock(position, count);
            Turn(block.Places.AsSpan(at, length), block.Own.AsSpan(at, length), block.After.AsSpan(at, length));
            (position, count) = (unchecked(position + (uint)length), count - length);
        }
    }

    private void Turn(ReadOnlySpan<int> places, ReadOnlySpan<TAccumulator> own, Span<TAccumulator> after)
    {
        var i = 0;
        try
        {
            for (; i < places.Length; i++)
            {
                ref var key = ref _keys[places[i]];
                var turned = Kept<TAccumulator>.CopyOf(in own[i]);
                if (key.InFront++ == 0)
                {
                    (key.Front, key.InBack) = (turned, 0);
                    continue;
                }

                after[i] = key.Front;
                Contents.Merge(ref turned, Kept<TAccumulator>.CopyOf(in key.Front));
                key.Front = turned;
            }
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw new MergeFailure<TKey>(_keys.KeyAt(places[i]), cause);
        }
    }

    private void Retire(uint position, int count)
    {
        while (count > 0)
        {
            var block = _log.BlockOf(position);
            var (at, length) = EntryLog<TAccumulator>.InOneBlock(position, count);
            var places = block.Places.AsSpan(at, length);
            var after = block.After.AsSpan(at, length);
            for (var i = 0; i < places.Length; i++)
            {
                ref var key = ref _keys[places[i]];
                if (--key.InFront > 0)
                {
                    key.Front = after[i];
                }
            }

            (position, count) = (unchecked(position + (uint)length), count - length);
        }
    }

    private void DropFirst(bool isLive)
    {
        ref readonly var segment = ref _segments[0];
        Drop(segment.Start, segment.Count, isLive);
        foreach (var position in CollectionsMarshal.AsSpan(segment.Late))
        {
            Drop(position, 1, isLive);
        }

        _segments.RemoveFirst();
        _head--;
        _back--;
        _log.ForgetBefore(_segments.Count > 0 ? _segments[0].Start : _log.End);
    }

    // With isLive they are still in front, which they leave too.
    private void Drop(uint position, int count, bool isLive)
    {
        var live = isLive ? 1 : 0;
        while (count > 0)
        {
            var block = _log.BlockOf(position);
            var (at, length) = EntryLog<TAccumulator>.InOneBlock(position, count);
            var dropped = block.Places.AsSpan(at, length);
            var after = block.After.AsSpan(at, length);
            for (var i = 0; i < dropped.Length; i++)
            {
                ref var key = ref _keys[dropped[i]];
                key.InFront -= live;
                if (--key.Stored == 0)
                {
                    RemoveKey(dropped[i]);
                }
                else if (isLive && key.InFront > 0)
                {
                    key.Front = after[i];
                }
            }

            (position, count) = (unchecked(position + (uint)length), count - length);
        }
    }

    private void RemoveKey(int place)
    {
        var block = _keys.BlockOf(place);
        var at = place & (LaneKeys<TKey, TAccumulator>.BlockKeys - 1);
        places.Remove(in block.Keys[at], block.Hashes[at]);
        _keys.Remove(place);
    }

    // Whether a record may still come for the slice, late.
    private bool IsNeeded(long slice, long now) =>
        layout.LastWindowEnd(slice) - 1 is var last && (last > long.MaxValue - allowedLateness || last + allowedLateness > now);

    private void Include(ref TAccumulator target, bool isFirst, in TAccumulator added)
    {
        if (isFirst)
        {
            target = Kept<TAccumulator>.CopyOf(in added);
        }
        else
        {
            Contents.Merge(ref target, Kept<TAccumulator>.CopyOf(in added));
        }
    }
}
