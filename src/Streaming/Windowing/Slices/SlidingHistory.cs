using System.Runtime.CompilerServices;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The closed slices of all keys.</summary>
/// <remarks>
/// Keys are spread over a few lanes as they come, some to each in turn (how a lane works is said at
/// <see cref="SlidingLane{T, TKey, TAccumulator, TOut, TComparer, TContents}"/>), which turn their backs into fronts at different times, so that no
/// window waits for all of them. On the task's thread.
/// </remarks>
internal sealed class SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents>
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private const string StateName = WindowStateNames.Slices + "/closed";
    private const int Group = 32;
    private const int LaneBits = 3;
    private const int LaneCount = 1 << LaneBits;

    // Keys that come one after the other do so again, mostly: a walk over a slice is then in one lane for a while.
    private const int KeysInTurn = 64;

    // The place of a key in its lane, and behind it the number of the lane.
    private readonly DirectTable<TKey, int, TComparer> _places;
    private readonly SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>[] _lanes;
    private readonly SliceLayout _layout;
    private readonly int _maxParallelism;
    private readonly TKey[] _gatheredKeys = new TKey[Group];
    private readonly TAccumulator[] _gathered = new TAccumulator[Group];
    private readonly Probe[] _probes = new Probe[Group];
    private readonly int[] _found = new int[Group];
    private SnapshotMark? _lastMark;
    private int _added;

    public SlidingHistory(SliceLayout layout, long allowedLateness, StrongBox<TContents> contents, TableSpace space, int maxParallelism)
    {
        (_layout, _maxParallelism) = (layout, maxParallelism);
        _places = space.NewDirectTable<TKey, int, TComparer>();
        _lanes = new SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>[LaneCount];
        var spare = new Stack<EntryBlock<TAccumulator>>();
        for (var i = 0; i < LaneCount; i++)
        {
            _lanes[i] = new SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>(layout, allowedLateness, contents, _places, spare);
        }
    }

    /// <summary>The keys, in parts.</summary>
    public ReadOnlySpan<SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>> Lanes => _lanes;

    /// <summary>Keys with closed slices.</summary>
    public long Count => _places.Count;

    /// <summary>Adds the keys of a slice that closes; its table may be cleared then.</summary>
    public void Fold(SliceTable<TKey, TAccumulator, TComparer> slice)
    {
        _places.Follow(slice.Keys);
        BeginSlice(slice.Start);
        var folding = new Folding(this);
        slice.Keys.Read(ref folding);
        folding.End();
        EndSlice();
    }

    /// <summary>Adds to a slice, also to one that has others of the key behind it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="slice">Start of the slice.</param>
    /// <param name="added">What is added; the history's from now on.</param>
    /// <returns>Where the key is found, until time goes on.</returns>
    public int Add(in TKey key, ulong hash, long slice, in TAccumulator added)
    {
        var found = GetOrAdd(in key, hash);
        LaneOf(found).AddLate(found >> LaneBits, slice, in added);
        return found;
    }

    /// <summary>Begins a window, which is then shown.</summary>
    /// <param name="windowEnd">The end of the window, behind those of all windows before.</param>
    /// <param name="now">The watermark.</param>
    public void Begin(long windowEnd, long now)
    {
        var windowStart = _layout.WindowStart(windowEnd);
        foreach (var lane in _lanes)
        {
            lane.Retire(windowStart, now);
        }
    }

    /// <summary>Begins to fetch what <see cref="Settle"/> drops: it was written a window ago.</summary>
    public void PrefetchFirst()
    {
        foreach (var lane in _lanes)
        {
            lane.PrefetchFirst();
        }
    }

    /// <summary>Shows the aggregate of each key of the window to a visitor, who may keep it.</summary>
    public void Show<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        foreach (var lane in _lanes)
        {
            lane.Show(ref visitor);
        }
    }

    /// <summary>The key that is shown at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public TKey KeyAt(long index)
    {
        foreach (var lane in _lanes)
        {
            if (lane.TryKeyAt(ref index, out var key))
            {
                return key;
            }
        }

        return default!;
    }

    /// <summary>Drops what no window needs any more, so that the next one only has to be shown. Not before the results of this one: nobody waits for it.</summary>
    /// <param name="nextWindowEnd">The end of the next window that fires.</param>
    /// <param name="now">The watermark.</param>
    public void Settle(long nextWindowEnd, long now)
    {
        var windowStart = _layout.WindowStart(nextWindowEnd);
        for (var i = 0; i < LaneCount; i++)
        {
            var lane = _lanes[i];
            lane.Retire(windowStart, now);

            // Turning early costs nothing while the front is empty, and from then on lanes turn at different times.
            if (lane.FrontCount == 0 && lane.BackCount >= Math.Max(1, _layout.SlicesPerWindow * (i + 1) / LaneCount))
            {
                lane.Turn();
            }

            if (lane.TryCompact(out var moved))
            {
                var moving = new Moving(i, moved);
                _places.Update(ref moving);
            }
        }
    }

    /// <summary>Aggregates a window of a key anew, one that has fired already.</summary>
    /// <param name="found">What <see cref="Add"/> gave.</param>
    /// <param name="start">Start of the window.</param>
    /// <param name="end">Its end.</param>
    public TAccumulator Window(int found, long start, long end) => LaneOf(found).Window(found >> LaneBits, start, end);

    public void Snapshot(StateWriter state)
    {
        if (Count > 0)
        {
            StateSchemas.WriteKeyed<TKey, TAccumulator>(state, StateName);
            var mark = _lastMark = new SnapshotMark(_lastMark);
            state.WriteLater(new FrozenHistory<TKey, TAccumulator>(StateName, Array.ConvertAll(_lanes, lane => lane.Share(mark)), mark, _maxParallelism));
        }
    }

    public void Restore(StateReader state)
    {
        if (!state.Names.Contains(StateName, StringComparer.Ordinal))
        {
            return;
        }

        var (keys, values) = StateSchemas.ReadKeyed<TKey, TAccumulator>(state, StateName);
        var slices = new SortedDictionary<long, List<(int Found, TAccumulator Own)>>();
        foreach (var (_, entry) in state.KeyedEntries(StateName))
        {
            var reader = new RecordReader(entry.Span);
            while (reader.Remaining > 0)
            {
                keys.Read(ref reader, out var key);
                var found = GetOrAdd(in key, default(TComparer).Hash(in key));
                for (var left = reader.ReadCount(sizeof(long) + values.MinSize); left > 0; left--)
                {
                    var slice = reader.Read<long>();
                    values.Read(ref reader, out var own);
                    Kept<TAccumulator>.Compact(ref own);
                    if (!slices.TryGetValue(slice, out var entries))
                    {
                        slices.Add(slice, entries = []);
                    }

                    entries.Add((found, own));
                }
            }
        }

        foreach (var (slice, entries) in slices)
        {
            BeginSlice(slice);
            foreach (var (found, own) in entries)
            {
                LaneOf(found).Add([found >> LaneBits], [own]);
            }

            EndSlice();
        }
    }

    private SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents> LaneOf(int found) => _lanes[found & (LaneCount - 1)];

    private int GetOrAdd(in TKey key, ulong hash) => GetOrAdd(in key, _places.Aim(in key, hash));

    private int GetOrAdd(in TKey key, in Probe probe)
    {
        ref var found = ref _places.GetOrAdd(in key, in probe, out var isNew);
        if (isNew)
        {
            var hash = default(TComparer).Hash(in key);
            var lane = (int)((uint)_added++ / KeysInTurn % LaneCount);
            found = checked(_lanes[lane].AddKey(in key, hash) << LaneBits) | lane;
        }

        return found;
    }

    private void BeginSlice(long slice)
    {
        foreach (var lane in _lanes)
        {
            lane.BeginSlice(slice);
        }
    }

    private void EndSlice()
    {
        foreach (var lane in _lanes)
        {
            lane.EndSlice();
        }
    }

    private void AddGathered(int count)
    {
        foreach (ref var probe in _probes.AsSpan(0, count))
        {
            _places.Prefetch(ref probe);
        }

        var next = -LaneCount;
        for (var i = 0; i < count; i++)
        {
            var found = _found[i] = GetOrAdd(in _gatheredKeys[i], in _probes[i]);
            if (found != next)
            {
                LaneOf(found).Prefetch(found >> LaneBits);
            }

            // The processor sees by itself that places follow each other.
            next = found + LaneCount;
        }

        for (var first = 0; first < count;)
        {
            var lane = LaneOf(_found[first]);
            var end = first;
            for (; end < count && LaneOf(_found[end]) == lane; end++)
            {
                _found[end] >>= LaneBits;
            }

            lane.Add(_found.AsSpan(first, end - first), _gathered.AsSpan(first, end - first));
            first = end;
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>())
        {
            Array.Clear(_gathered);
        }
    }

    private struct Folding(SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents> history) : IEntryVisitor<TKey, TAccumulator>
    {
        private int _count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(in TKey key, ulong hash, ref TAccumulator value)
        {
            history._gatheredKeys[_count] = key;
            history._gathered[_count] = value;
            history._probes[_count] = history._places.Aim(in key, hash);
            if (++_count == Group)
            {
                End();
            }
        }

        public void End()
        {
            history.AddGathered(_count);
            _count = 0;
        }
    }

    private readonly struct Moving(int lane, int[] moved) : IEntryVisitor<TKey, int>
    {
        public void Visit(in TKey key, ulong hash, ref int value)
        {
            if ((value & (LaneCount - 1)) == lane)
            {
                value = moved[value >> LaneBits] << LaneBits | lane;
            }
        }
    }
}
