using System.Runtime.CompilerServices;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The closed slices of all keys, aggregated such that a window costs a look at each of its keys, whatever its length.</summary>
/// <remarks>
/// How it works is said at <see cref="SlidingKey{TKey, TAccumulator}"/>. Keys turn their backs into fronts at different times,
/// so that no window waits for all of them: the first time of each key is drawn from its hash. On the task's thread.
/// </remarks>
internal sealed class SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents>(
    SliceLayout layout, long allowedLateness, StrongBox<TContents> contents, TableSpace space, int maxParallelism)
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private const string StateName = WindowStateNames.Slices + "/closed";
    private const int Group = 32;
    private const int Ahead = 8;
    private const int PhaseBits = 3;

    private readonly SlidingKeys<TKey, TAccumulator, TComparer> _keys = new(space);
    private readonly EntryLists<TAccumulator> _entries = new();
    private readonly TKey[] _gatheredKeys = new TKey[Group];
    private readonly TAccumulator[] _gathered = new TAccumulator[Group];
    private readonly Probe[] _probes = new Probe[Group];
    private readonly int[] _places = new int[Group];

    /// <summary>Keys with closed slices.</summary>
    public int Count => _keys.Count;

    /// <summary>Adds the keys of a slice that closes; its table may be cleared then.</summary>
    public void Fold(SliceTable<TKey, TAccumulator, TComparer> slice)
    {
        var folding = new Folding(this, slice.Start);
        slice.Keys.Read(ref folding);
        folding.End();
    }

    /// <summary>
    /// Shows the aggregates of the keys of a window's last slice, which is folded later: results need not wait for what only the
    /// next windows need.
    /// </summary>
    /// <param name="slice">The slice.</param>
    /// <param name="windowEnd">The end of the window, behind those of all windows before.</param>
    /// <param name="now">The watermark.</param>
    /// <param name="visitor">May keep the aggregate. <see cref="Fire"/> shows it the keys that are not in the slice.</param>
    public void FireLast<TVisitor>(SliceTable<TKey, TAccumulator, TComparer> slice, long windowEnd, long now, TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        var showing = new Showing<TVisitor>(this, windowEnd, now, visitor);
        slice.Keys.Read(ref showing);
        showing.End();
    }

    /// <summary>Adds to a slice, also to one that has others of the key behind it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="slice">Start of the slice.</param>
    /// <param name="added">What is added; the history's from now on.</param>
    /// <returns>The place of the key, until another one is removed.</returns>
    public int Add(in TKey key, ulong hash, long slice, in TAccumulator added)
    {
        var place = _keys.GetOrAdd(in key, _keys.Aim(hash));
        Append(place, slice, in added);
        return place;
    }

    /// <summary>Shows the aggregate of each key of a window to a visitor, but for keys that <see cref="FireLast"/> has shown.</summary>
    /// <param name="windowEnd">The end of the window, behind those of all windows before.</param>
    /// <param name="now">The watermark.</param>
    /// <param name="visitor">May keep the aggregate.</param>
    public void Fire<TVisitor>(long windowEnd, long now, ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        var windowStart = layout.WindowStart(windowEnd);
        for (var place = 0; place < _keys.Count;)
        {
            var keys = _keys.From(place);
            var shown = Show(keys, windowStart, windowEnd, ref visitor);
            place += shown;
            if (shown < keys.Length)
            {
                ref var key = ref _keys[place++];
                Retire(ref key, windowStart, now);
                if (key.Live > 0)
                {
                    Show(in key, ref visitor);
                }
            }
        }
    }

    /// <summary>Drops what no window needs any more, so that the next one only has to be shown. Not before the results of this one: nobody waits for it.</summary>
    /// <param name="nextWindowEnd">The end of the next window that fires.</param>
    /// <param name="now">The watermark.</param>
    public void Settle(long nextWindowEnd, long now)
    {
        var windowStart = layout.WindowStart(nextWindowEnd);
        for (var place = 0; place < _keys.Count;)
        {
            FetchAhead(place + Ahead, windowStart);
            place += SettleAt(place, windowStart, now) ? 1 : 0;
        }
    }

    /// <summary><see cref="Fire"/> and <see cref="Settle"/> in one walk, where a window has more keys than came in its last slice.</summary>
    /// <param name="windowEnd">The end of the window, behind those of all windows before; its last slice has been folded.</param>
    /// <param name="nextWindowEnd">The end of the next window that fires.</param>
    /// <param name="now">The watermark.</param>
    /// <param name="visitor">May keep the aggregate.</param>
    public void FireAndSettle<TVisitor>(long windowEnd, long nextWindowEnd, long now, ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        var windowStart = layout.WindowStart(windowEnd);
        var nextStart = layout.WindowStart(nextWindowEnd);
        for (var place = 0; place < _keys.Count;)
        {
            ref readonly var key = ref _keys.Read(place);
            if (key.Shown != windowEnd)
            {
                if (key.HeadSlice < windowStart)
                {
                    Retire(ref _keys[place], windowStart, now);
                }

                // Where a snapshot shares the block, it is another one now.
                key = ref _keys.Read(place);
                if (key.Live > 0)
                {
                    Show(in key, ref visitor);
                }
            }

            FetchAhead(place + Ahead, nextStart);
            place += SettleAt(place, nextStart, now) ? 1 : 0;
        }
    }

    /// <summary>Aggregates a window of a key anew, one that has fired already.</summary>
    public TAccumulator Window(int place, long start, long end)
    {
        ref readonly var key = ref _keys.Read(place);
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

    private ref TContents Contents => ref contents.Value!;

    private long WindowStart(long windowEnd) => layout.WindowStart(windowEnd);

    public void Snapshot(StateWriter state)
    {
        if (_keys.Count > 0)
        {
            StateSchemas.WriteKeyed<TKey, TAccumulator>(state, StateName);
            var mark = new SnapshotMark();
            state.WriteLater(new FrozenHistory<TKey, TAccumulator>(StateName, _keys.Share(mark), _keys.Count, _entries.Share(mark), mark, maxParallelism));
        }
    }

    public void Restore(StateReader state)
    {
        if (!state.Names.Contains(StateName, StringComparer.Ordinal))
        {
            return;
        }

        var (keys, values) = StateSchemas.ReadKeyed<TKey, TAccumulator>(state, StateName);
        foreach (var (_, entry) in state.KeyedEntries(StateName))
        {
            var reader = new Core.Serialization.RecordReader(entry.Span);
            while (reader.Remaining > 0)
            {
                keys.Read(ref reader, out var key);
                var hash = default(TComparer).Hash(in key);
                for (var left = reader.ReadCount(sizeof(long) + values.MinSize); left > 0; left--)
                {
                    var slice = reader.Read<long>();
                    values.Read(ref reader, out var own);
                    Kept<TAccumulator>.Compact(ref own);
                    Add(in key, hash, slice, in own);
                }
            }
        }
    }

    // As many as have no slices before the window.
    private int Show<TVisitor>(ReadOnlySpan<SlidingKey<TKey, TAccumulator>> keys, long windowStart, long windowEnd, ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        for (var i = 0; i < keys.Length; i++)
        {
            ref readonly var key = ref keys[i];
            if (key.Shown == windowEnd)
            {
                continue;
            }

            if (key.HeadSlice < windowStart)
            {
                return i;
            }

            Show(in key, ref visitor);
        }

        return keys.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Show<TVisitor>(in SlidingKey<TKey, TAccumulator> key, ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        var result = WindowOf(in key);
        visitor.Visit(in key.Key, key.Hash, ref result);
    }

    // What front and back have; one of them has something.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TAccumulator WindowOf(in SlidingKey<TKey, TAccumulator> key)
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

    // False when the key is gone, and another one has come to its place.
    private bool SettleAt(int place, long windowStart, long now)
    {
        ref readonly var known = ref _keys.Read(place);
        if (known.HeadSlice >= windowStart && known.Kept == 0 && !IsToTurn(in known))
        {
            return true;
        }

        ref var key = ref _keys[place];
        Retire(ref key, windowStart, now);
        if (IsToTurn(in key))
        {
            Turn(ref key);
        }

        if (key.Live + key.Kept > 0)
        {
            return true;
        }

        _keys.RemoveAt(place);
        return false;
    }

    private void FetchAhead(int place, long windowStart)
    {
        if (place < _keys.Count)
        {
            ref readonly var key = ref _keys.Read(place);
            if (key.HeadSlice < windowStart && key.Live > 1)
            {
                _entries.Prefetch(_entries.After(key.Head));
            }
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

    private void Append(int place, long slice, in TAccumulator added)
    {
        ref var key = ref _keys[place];
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

    // Turning the back early costs nothing while the front is empty, and from then on keys turn at different times.
    private bool IsToTurn(in SlidingKey<TKey, TAccumulator> key) => key.InFront == 0 && key.InBack >= FirstTurn(key.Hash);

    private long FirstTurn(ulong hash) => Math.Max(1, layout.SlicesPerWindow * (long)((hash * 0x9E37_79B9_7F4A_7C15 >> (64 - PhaseBits)) + 1) >> PhaseBits);

    // The back becomes the front, which is empty.
    private void Turn(ref SlidingKey<TKey, TAccumulator> key)
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

    private void Retire(ref SlidingKey<TKey, TAccumulator> key, long windowStart, long now)
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

    // Finds the places of keys that were gathered, and begins to fetch what lies there.
    private Span<int> Find(int count)
    {
        var places = _places.AsSpan(0, count);
        _keys.Prefetch(_probes.AsSpan(0, count));
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = _keys.GetOrAdd(in _gatheredKeys[i], in _probes[i]);
            _keys.Prefetch(places[i]);
        }

        return places;
    }

    private bool Gather(ref int count, in TKey key, ulong hash, in TAccumulator value)
    {
        _gatheredKeys[count] = key;
        _gathered[count] = value;
        _probes[count] = _keys.Aim(hash);
        return ++count == Group;
    }

    private void ForgetGathered()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>())
        {
            Array.Clear(_gathered);
        }
    }

    private struct Folding(SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents> history, long slice) : IEntryVisitor<TKey, TAccumulator>
    {
        private int _count;

        public void Visit(in TKey key, ulong hash, ref TAccumulator value)
        {
            if (history.Gather(ref _count, in key, hash, in value))
            {
                End();
            }
        }

        public void End()
        {
            var places = history.Find(_count);
            foreach (var place in places)
            {
                ref readonly var key = ref history._keys.Read(place);
                if (key.Live + key.Kept > 0)
                {
                    history._entries.PrefetchEnd(key.Last);
                }
            }

            for (var i = 0; i < places.Length; i++)
            {
                history.Append(places[i], slice, in history._gathered[i]);
            }

            history.ForgetGathered();
            _count = 0;
        }
    }

    private struct Showing<TVisitor>(
        SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents> history, long windowEnd, long now, TVisitor visitor)
        : IEntryVisitor<TKey, TAccumulator>
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        private readonly long _windowStart = history.WindowStart(windowEnd);
        private int _count;
        private TVisitor _visitor = visitor;

        public void Visit(in TKey key, ulong hash, ref TAccumulator value)
        {
            if (history.Gather(ref _count, in key, hash, in value))
            {
                End();
            }
        }

        public void End()
        {
            var places = history.Find(_count);
            for (var i = 0; i < places.Length; i++)
            {
                ref var key = ref history._keys[places[i]];
                key.Shown = windowEnd;
                if (key.HeadSlice < _windowStart)
                {
                    history.Retire(ref key, _windowStart, now);
                }

                // The slice keeps what it has: it is still to be folded.
                var own = Kept<TAccumulator>.CopyOf(in history._gathered[i]);
                if (key.Live > 0)
                {
                    var result = history.WindowOf(in key);
                    history.Contents.Merge(ref result, own);
                    own = result;
                }

                _visitor.Visit(in key.Key, key.Hash, ref own);
            }

            history.ForgetGathered();
            _count = 0;
        }
    }
}
