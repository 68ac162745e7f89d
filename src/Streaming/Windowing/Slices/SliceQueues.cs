using System.Runtime.CompilerServices;
using Flink.Core.Types;
using Flink.Streaming.State;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>What happens to the queue of one key: slices come, windows are read from it, and what nothing needs is dropped.</summary>
/// <remarks>How a queue is aggregated is said at <see cref="SlidingKey{TKey, TAccumulator}"/>; the keys are the caller's. A struct, so that it lies in its owner (as an object of its own it was measured slower). On the task's thread.</remarks>
internal readonly struct SliceQueues<T, TKey, TAccumulator, TOut, TContents>(SliceLayout layout, long allowedLateness, StrongBox<TContents> contents)
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private const int PhaseBits = 3;

    private readonly EntryLists<TAccumulator> _entries = new();

    /// <summary>Adds to a slice, also to one that has others of the key behind it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="slice">Start of the slice.</param>
    /// <param name="added">What is added; the queue's from now on.</param>
    public void Add(ref SlidingKey<TKey, TAccumulator> key, long slice, in TAccumulator added)
    {
        if (key.Live + key.Kept == 0)
        {
            key.First = key.Last = _entries.Begin();
        }
        else
        {
            if (_entries.Read(key.Last).Slice >= slice)
            {
                Insert(ref key, slice, in added);
                return;
            }

            key.Last = _entries.Extend(key.Last);
        }

        if (key.Live == 0)
        {
            (key.Head, key.HeadSlice) = (key.Last, slice);
        }

        ref var entry = ref _entries.Write(key.Last);
        (entry.Slice, entry.Own) = (slice, added);
        Include(ref key.Back, key.InBack == 0, in added);
        key.InBack++;
    }

    /// <summary>Begins to fetch what <see cref="Add"/> will look at.</summary>
    public void PrefetchEnd(in SlidingKey<TKey, TAccumulator> key)
    {
        if (key.Live + key.Kept > 0)
        {
            _entries.PrefetchEnd(key.Last);
        }
    }

    /// <summary>Begins to fetch what <see cref="Retire"/> will look at.</summary>
    public void PrefetchHead(in SlidingKey<TKey, TAccumulator> key, long windowStart)
    {
        if (key.HeadSlice < windowStart && key.Live > 1)
        {
            _entries.Prefetch(_entries.After(key.Head));
        }
    }

    /// <summary>The aggregate of front and back, one of which has something: the window, once what lies before it is retired.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TAccumulator WindowOf(in SlidingKey<TKey, TAccumulator> key)
    {
        if (key.InFront == 0)
        {
            return Kept<TAccumulator>.CopyOf(in key.Back);
        }

        var result = Kept<TAccumulator>.CopyOf(in key.Front);
        if (key.InBack > 0)
        {
            contents.Value.Merge(ref result, Kept<TAccumulator>.CopyOf(in key.Back));
        }

        return result;
    }

    /// <summary>Aggregates a window of a key anew, one that has fired already.</summary>
    public TAccumulator Window(in SlidingKey<TKey, TAccumulator> key, long start, long end)
    {
        var position = key.First;
        var result = default(TAccumulator)!;
        var isFirst = true;
        for (var left = key.Kept + key.Live; left > 0; left--)
        {
            ref var entry = ref _entries.Read(position);
            if (entry.Slice >= end)
            {
                break;
            }

            if (entry.Slice >= start)
            {
                Include(ref result, isFirst, in entry.Own);
                isFirst = false;
            }

            position = left > 1 ? _entries.After(position) : position;
        }

        return result;
    }

    /// <summary>Takes the slices before a window out of front and back, and drops those that no late record can need.</summary>
    /// <param name="key">The key.</param>
    /// <param name="windowStart">Start of the earliest window that is still to be shown.</param>
    /// <param name="now">The watermark.</param>
    public void Retire(ref SlidingKey<TKey, TAccumulator> key, long windowStart, long now)
    {
        while (key.Live > 0 && key.HeadSlice < windowStart)
        {
            if (key.InFront == 0)
            {
                Turn(ref key);
            }

            key.InFront--;
            key.Kept++;
            if (key.Live > 0)
            {
                key.Head = _entries.After(key.Head);
                ref var head = ref _entries.Read(key.Head);
                key.HeadSlice = head.Slice;
                if (key.InFront > 0)
                {
                    key.Front = Kept<TAccumulator>.CopyOf(in head.Suffix);
                }

                if (key.Live > 1)
                {
                    // It was written a window ago, and the next time that this key drops a slice it is looked at.
                    _entries.Prefetch(_entries.After(key.Head));
                }
            }

            if (allowedLateness == 0)
            {
                DropFirst(ref key);
            }
        }

        while (key.Kept > 0 && !IsNeeded(_entries.Read(key.First).Slice, now))
        {
            DropFirst(ref key);
        }
    }

    /// <summary>Whether the back is to become the front. Doing so early costs nothing while the front is empty, and from then on keys turn at different times.</summary>
    public bool IsToTurn(in SlidingKey<TKey, TAccumulator> key) => key.InFront == 0 && key.InBack >= FirstTurn(key.Hash);

    /// <summary>The back becomes the front, which is empty.</summary>
    public void Turn(ref SlidingKey<TKey, TAccumulator> key)
    {
        var position = key.Last;
        ref var later = ref _entries.Write(position);
        later.Suffix = Kept<TAccumulator>.CopyOf(in later.Own);
        for (var left = key.InBack - 1; left > 0; left--)
        {
            position = _entries.Before(position);
            if (left > EntryBlock<TAccumulator>.ChunkEntries)
            {
                _entries.PrefetchChunkBefore(position);
            }

            ref var entry = ref _entries.Write(position);
            entry.Suffix = Kept<TAccumulator>.CopyOf(in entry.Own);
            contents.Value.Merge(ref entry.Suffix, Kept<TAccumulator>.CopyOf(in later.Suffix));
            later = ref entry;
        }

        key.Front = Kept<TAccumulator>.CopyOf(in later.Suffix);
        (key.InFront, key.InBack) = (key.InBack, 0);
    }

    /// <summary>The entries as they are now; see <see cref="EntryLists{TAccumulator}.Share"/>.</summary>
    public EntryBlock<TAccumulator>[] Share(SnapshotMark mark) => _entries.Share(mark);

    private long FirstTurn(ulong hash) => Math.Max(1, layout.SlicesPerWindow * (long)((hash * 0x9E37_79B9_7F4A_7C15 >> (64 - PhaseBits)) + 1) >> PhaseBits);

    // Whether a record may still come for the slice, late.
    private bool IsNeeded(long slice, long now) => layout.LastWindowEnd(slice) - 1 is var last && (last > long.MaxValue - allowedLateness || last + allowedLateness > now);

    private void DropFirst(ref SlidingKey<TKey, TAccumulator> key)
    {
        if (key.Kept + key.Live == 1)
        {
            _entries.DropOnly(key.First);
        }
        else
        {
            key.First = _entries.DropFirst(key.First);
        }

        key.Kept--;
    }

    // Into a slice that is not behind all others of the key.
    private void Insert(ref SlidingKey<TKey, TAccumulator> key, long slice, in TAccumulator added)
    {
        var index = key.Kept + key.Live - 1;
        var position = key.Last;
        while (_entries.Read(position).Slice > slice && index > 0)
        {
            position = _entries.Before(position);
            index--;
        }

        var found = _entries.Read(position).Slice;
        if (found != slice)
        {
            InsertAt(ref key, found < slice ? index + 1 : index, slice, in added);
            return;
        }

        contents.Value.Merge(ref _entries.Write(position).Own, Kept<TAccumulator>.CopyOf(in added));
        if (index >= key.Kept + key.InFront)
        {
            contents.Value.Merge(ref key.Back, Kept<TAccumulator>.CopyOf(in added));
        }
        else if (index >= key.Kept)
        {
            contents.Value.Merge(ref key.Front, Kept<TAccumulator>.CopyOf(in added));
            for (var at = key.Head; ; at = _entries.After(at))
            {
                contents.Value.Merge(ref _entries.Write(at).Suffix, Kept<TAccumulator>.CopyOf(in added));
                if (at == position)
                {
                    break;
                }
            }
        }
    }

    private void InsertAt(ref SlidingKey<TKey, TAccumulator> key, int index, long slice, in TAccumulator added)
    {
        // Entries move up by one; there is one behind the new one at least, so head and first stay where they are.
        var position = key.Last = _entries.Extend(key.Last);
        for (var left = key.Kept + key.Live - index; left > 0; left--)
        {
            var before = _entries.Before(position);
            _entries.Write(position) = _entries.Read(before);
            position = before;
        }

        _entries.Write(position) = new SliceEntry<TAccumulator> { Slice = slice, Own = added };
        if (index < key.Kept)
        {
            key.Kept++;
            key.Head = key.Live > 0 ? _entries.After(key.Head) : key.Head;
            return;
        }

        if (index < key.Kept + key.InFront)
        {
            key.InFront++;
        }
        else
        {
            key.InBack++;
        }

        key.HeadSlice = _entries.Read(key.Head).Slice;
        AllToBack(ref key);
    }

    private void AllToBack(ref SlidingKey<TKey, TAccumulator> key)
    {
        (key.InFront, key.InBack) = (0, key.Live);
        var position = key.Head;
        for (var i = 0; i < key.InBack; i++)
        {
            position = i == 0 ? position : _entries.After(position);
            Include(ref key.Back, i == 0, in _entries.Read(position).Own);
        }
    }

    private void Include(ref TAccumulator target, bool isFirst, in TAccumulator added)
    {
        if (isFirst)
        {
            target = Kept<TAccumulator>.CopyOf(in added);
        }
        else
        {
            contents.Value.Merge(ref target, Kept<TAccumulator>.CopyOf(in added));
        }
    }
}
