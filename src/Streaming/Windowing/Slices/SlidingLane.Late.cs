using System.Runtime.InteropServices;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

// What late records need: a place for them among slices that are closed, and windows that have fired once more.
internal sealed partial class SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>
{
    // A lane with more places is made compact when fewer than one in so many have keys.
    private const int MinPlaces = 4096;
    private const int MostPlacesPerKey = 4;

    /// <summary>Adds to a slice, also to one that has others of the key behind it.</summary>
    /// <param name="place">The key's place.</param>
    /// <param name="slice">Start of the slice.</param>
    /// <param name="added">What is added; the lane's from now on.</param>
    public void AddLate(int place, long slice, in TAccumulator added)
    {
        var (block, at) = (_keys.BlockOf(place), LaneKeys<TKey, TAccumulator>.InBlockOf(place));
        ref var key = ref block.Windows[at];
        var isShown = key.IsShown;

        // Entries of the key behind the slice; the latest of them is those many steps from the last.
        var (behind, position, next) = (0, key.Last, 0u);
        while (behind < key.Stored && SliceOf(position) > slice)
        {
            (next, position) = (position, BeforeOf(position));
            behind++;
        }

        var isNew = behind == key.Stored || SliceOf(position) != slice;
        if (isNew)
        {
            position = AddEntry(place, position, slice, in added);
            if (behind == 0)
            {
                key.Last = position;
            }
            else
            {
                _log.BlockOf(next).Before[EntryLog<TAccumulator>.InBlockOf(next)] = position;
            }

            key.Stored++;
        }
        else
        {
            _log.BlockOf(position).Unshare();
            Contents.Merge(ref OwnOf(position), Kept<TAccumulator>.CopyOf(in added));
        }

        if (slice >= _backFrom && slice >= _liveFrom)
        {
            Include(ref key.Back, key.InBack == 0, in added);
            key.InBack += isNew ? 1 : 0;
        }
        else if (slice >= _liveFrom)
        {
            AddToFront(ref key, position, next, behind - key.InBack, isNew, in added);
        }

        block.Shown += isShown == key.IsShown ? 0 : 1;
        SetTotal(block, at);
    }

    /// <summary>Aggregates a window of a key anew, one that has fired already.</summary>
    public TAccumulator Window(int place, long start, long end)
    {
        ref readonly var key = ref _keys[place];
        var (result, isFirst) = (default(TAccumulator)!, true);
        var position = key.Last;
        for (var left = key.Stored; left > 0 && SliceOf(position) >= start; left--)
        {
            if (SliceOf(position) < end)
            {
                var own = Kept<TAccumulator>.CopyOf(in OwnOf(position));
                if (!isFirst)
                {
                    Contents.Merge(ref own, in result);
                }

                (result, isFirst) = (own, false);
            }

            position = BeforeOf(position);
        }

        return result;
    }

    /// <summary>Closes the gaps that removed keys have left, where there are many.</summary>
    /// <returns>Whether keys have other places now: by old place, the new one.</returns>
    public bool TryCompact(out int[] moved)
    {
        moved = [];
        if (_keys.Places < MinPlaces || _keys.Count > _keys.Places / MostPlacesPerKey)
        {
            return false;
        }

        moved = new int[_keys.Places];
        _keys.Compact(moved);
        for (var index = 0; index < _segments.Count; index++)
        {
            ref readonly var segment = ref _segments[index];
            for (var i = 0; i < segment.Count; i++)
            {
                Move(unchecked(segment.Start + (uint)i), moved);
            }

            foreach (var position in CollectionsMarshal.AsSpan(segment.Late))
            {
                Move(position, moved);
            }
        }

        return true;
    }

    // The aggregates of what is behind them change for all entries in front before the slice.
    private void AddToFront(ref LaneKey<TAccumulator> key, uint position, uint next, int behind, bool isNew, in TAccumulator added)
    {
        var left = key.InFront - behind;
        if (isNew && behind > 0)
        {
            ref var after = ref AfterOf(position);
            after = Kept<TAccumulator>.CopyOf(in OwnOf(next));
            if (behind > 1)
            {
                Contents.Merge(ref after, Kept<TAccumulator>.CopyOf(in AfterOf(next)));
            }
        }

        Include(ref key.Front, key.InFront == 0, in added);
        key.InFront += isNew ? 1 : 0;
        for (left -= isNew ? 0 : 1; left > 0; left--)
        {
            position = BeforeOf(position);
            Include(ref AfterOf(position), isNew && behind == 0, in added);
            behind++;
        }
    }

    private uint AddEntry(int place, uint before, long slice, in TAccumulator added)
    {
        var index = _segments.IndexOf(slice);
        if (index < 0)
        {
            index = ~index;
            _segments.Insert(index, new Segment { Slice = slice, Start = index < _segments.Count ? _segments[index].Start : _log.End });
            _head += slice < _liveFrom ? 1 : 0;
            _back += slice < Math.Max(_liveFrom, _backFrom) ? 1 : 0;
        }

        var position = _log.Append(1, out var block, out _);
        block.Set(EntryLog<TAccumulator>.InBlockOf(position), place, before, slice, in added);
        (_segments[index].Late ??= []).Add(position);
        return position;
    }

    private void Move(uint position, int[] moved)
    {
        var block = _log.BlockOf(position);
        block.Unshare();
        ref var place = ref block.Places[EntryLog<TAccumulator>.InBlockOf(position)];
        place = moved[place];
    }

    private long SliceOf(uint position) => _log.BlockOf(position).Slices[EntryLog<TAccumulator>.InBlockOf(position)];

    private uint BeforeOf(uint position) => _log.BlockOf(position).Before[EntryLog<TAccumulator>.InBlockOf(position)];

    private ref TAccumulator OwnOf(uint position) => ref _log.BlockOf(position).Own[EntryLog<TAccumulator>.InBlockOf(position)];

    private ref TAccumulator AfterOf(uint position) => ref _log.BlockOf(position).After[EntryLog<TAccumulator>.InBlockOf(position)];
}
