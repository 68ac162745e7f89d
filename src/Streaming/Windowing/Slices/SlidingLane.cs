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

    // Which key is merged, for the failure of the function.
    private int _placeAtHand;

    /// <summary>Places of keys, with those that no key has.</summary>
    public int Places => _keys.Places;

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

    /// <summary>Adds what keys have in the slice that was begun.</summary>
    /// <param name="places">Places of the keys; each key comes once in a slice.</param>
    /// <param name="own">What each of them has; the lane's from now on.</param>
    /// <exception cref="MergeFailure{TKey}">The aggregate failed.</exception>
    public void Add(ReadOnlySpan<int> places, ReadOnlySpan<TAccumulator> own)
    {
        try
        {
            if (_isInOrder)
            {
                AddInOrder(places, own);
                return;
            }

            for (var i = 0; i < places.Length; i++)
            {
                _placeAtHand = places[i];
                AddLate(places[i], _slice, in own[i]);
            }
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw new MergeFailure<TKey>(_keys.KeyAt(_placeAtHand), cause);
        }
    }

    /// <summary>All keys of the slice have been added.</summary>
    public void EndSlice()
    {
        if (_isInOrder && _log.End != _start)
        {
            _segments.Insert(_segments.Count, new Segment { Slice = _slice, Start = _start, Count = (int)(_log.End - _start) });
        }
    }

    /// <summary>Begins to fetch the entries of the earliest slice. Where there are many, their order suffices.</summary>
    public void PrefetchFirst()
    {
        if (_segments.Count > 0 && _segments[0].Count <= MostPrefetched)
        {
            _log.Prefetch(_segments[0].Start, _segments[0].Count);
        }
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

    // Outside of a try block, in which nothing would stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddInOrder(ReadOnlySpan<int> places, ReadOnlySpan<TAccumulator> own)
    {
        for (var first = 0; first < places.Length;)
        {
            var position = _log.Append(places.Length - first, out var entries, out var length);
            var end = first + length;
            for (; first < end; first++, position = unchecked(position + 1))
            {
                var place = _placeAtHand = places[first];
                ref readonly var added = ref own[first];
                var (block, at) = (_keys.BlockOf(place), LaneKeys<TKey, TAccumulator>.InBlockOf(place));
                ref var key = ref block.Windows[at];
                entries.Set(EntryLog<TAccumulator>.InBlockOf(position), place, key.Last, _slice, in added);
                key.Last = position;
                key.Stored++;
                var isShown = key.IsShown;
                Include(ref key.Back, key.InBack++ == 0, in added);
                block.Shown += isShown ? 0 : 1;
                if (LaneKeys<TKey, TAccumulator>.KeepsTotals)
                {
                    Include(ref block.Totals[at], !isShown, in added);
                }
            }
        }
    }

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
            Retire(block.Places.AsSpan(at, length), block.After.AsSpan(at, length));
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

    private void Retire(ReadOnlySpan<int> places, ReadOnlySpan<TAccumulator> after)
    {
        var i = 0;
        try
        {
            for (; i < places.Length; i++)
            {
                LeaveFront(places[i], in after[i]);
            }
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw new MergeFailure<TKey>(_keys.KeyAt(places[i]), cause);
        }
    }

    // With isLive they are still in front, which they leave too.
    private void Drop(uint position, int count, bool isLive)
    {
        while (count > 0)
        {
            var block = _log.BlockOf(position);
            var (at, length) = EntryLog<TAccumulator>.InOneBlock(position, count);
            var dropped = block.Places.AsSpan(at, length);
            if (isLive)
            {
                Retire(dropped, block.After.AsSpan(at, length));
            }

            foreach (var place in dropped)
            {
                if (--_keys[place].Stored == 0)
                {
                    RemoveKey(place);
                }
            }

            (position, count) = (unchecked(position + (uint)length), count - length);
        }
    }

    // Takes the earliest entry of a key out of its front, when it has what is behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LeaveFront(int place, in TAccumulator after)
    {
        var (block, at) = (_keys.BlockOf(place), LaneKeys<TKey, TAccumulator>.InBlockOf(place));
        ref var key = ref block.Windows[at];
        if (--key.InFront > 0)
        {
            key.Front = after;
        }

        block.Shown -= key.IsShown ? 0 : 1;
        SetTotal(block, at);
    }

    // Front or back of a key have changed.
    private void SetTotal(KeyBlock<TKey, TAccumulator> block, int at)
    {
        ref readonly var key = ref block.Windows[at];
        if (!LaneKeys<TKey, TAccumulator>.KeepsTotals || !key.IsShown)
        {
            return;
        }

        SetToWindow(ref block.Totals[at], in key);
    }

    // Front and back in one, of a key that is shown.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetToWindow(ref TAccumulator target, ref readonly LaneKey<TAccumulator> key)
    {
        if (key.InFront == 0)
        {
            target = Kept<TAccumulator>.CopyOf(in key.Back);
            return;
        }

        target = Kept<TAccumulator>.CopyOf(in key.Front);
        if (key.InBack > 0)
        {
            Contents.Merge(ref target, Kept<TAccumulator>.CopyOf(in key.Back));
        }
    }

    private void RemoveKey(int place)
    {
        var block = _keys.BlockOf(place);
        var at = LaneKeys<TKey, TAccumulator>.InBlockOf(place);
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
