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

    private readonly SlidingKeys<TKey, TAccumulator, TComparer> _keys = new(space);
    private readonly SliceQueues<T, TKey, TAccumulator, TOut, TContents> _queues = new(layout, allowedLateness, contents);
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
        var showing = new Showing<TVisitor>(this, windowEnd, layout.WindowStart(windowEnd), now, visitor);
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
        _queues.Add(ref _keys[place], slice, in added);
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
                _queues.Retire(ref key, windowStart, now);
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
    /// <param name="windowEnd">The end of the window, behind those of all windows before; all its slices have been folded.</param>
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
            // Read first: what changes nothing leaves the block to the snapshot that shares it.
            if (_keys.Read(place).HeadSlice < windowStart)
            {
                _queues.Retire(ref _keys[place], windowStart, now);
            }

            ref readonly var key = ref _keys.Read(place);
            if (key.Live > 0)
            {
                Show(in key, ref visitor);
            }

            FetchAhead(place + Ahead, nextStart);
            place += SettleAt(place, nextStart, now) ? 1 : 0;
        }
    }

    /// <summary>Aggregates a window of a key anew, one that has fired already.</summary>
    public TAccumulator Window(int place, long start, long end) => _queues.Window(in _keys.Read(place), start, end);

    public void Snapshot(StateWriter state)
    {
        if (_keys.Count > 0)
        {
            StateSchemas.WriteKeyed<TKey, TAccumulator>(state, StateName);
            var mark = new SnapshotMark();
            state.WriteLater(new FrozenHistory<TKey, TAccumulator>(StateName, _keys.Share(mark), _keys.Count, _queues.Share(mark), mark, maxParallelism));
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

    private ref TContents Contents => ref contents.Value!;

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
        var result = _queues.WindowOf(in key);
        visitor.Visit(in key.Key, key.Hash, ref result);
    }

    // False when the key is gone, and another one has come to its place.
    private bool SettleAt(int place, long windowStart, long now)
    {
        ref readonly var known = ref _keys.Read(place);
        if (known.HeadSlice >= windowStart && known.Kept == 0 && !_queues.IsToTurn(in known))
        {
            return true;
        }

        ref var key = ref _keys[place];
        _queues.Retire(ref key, windowStart, now);
        if (_queues.IsToTurn(in key))
        {
            _queues.Turn(ref key);
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
            _queues.PrefetchHead(in _keys.Read(place), windowStart);
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
                history._queues.PrefetchEnd(in history._keys.Read(place));
            }

            for (var i = 0; i < places.Length; i++)
            {
                history._queues.Add(ref history._keys[places[i]], slice, in history._gathered[i]);
            }

            history.ForgetGathered();
            _count = 0;
        }
    }

    private struct Showing<TVisitor>(
        SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents> history, long windowEnd, long windowStart, long now, TVisitor visitor)
        : IEntryVisitor<TKey, TAccumulator>
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
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
                if (key.HeadSlice < windowStart)
                {
                    history._queues.Retire(ref key, windowStart, now);
                }

                // The slice keeps what it has: it is still to be folded.
                var own = Kept<TAccumulator>.CopyOf(in history._gathered[i]);
                if (key.Live > 0)
                {
                    var result = history._queues.WindowOf(in key);
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
