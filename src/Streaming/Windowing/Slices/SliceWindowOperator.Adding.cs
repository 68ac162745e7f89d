using System.Numerics;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

// How a batch of records gets into the tables of its slices.
internal abstract partial class SliceWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>
{
    private const int Group = 32;
    private const int MaxPasses = 4;

    // Two groups: while one is added, what the next one needs is fetched, record by record: a processor waits for few lines of memory at once.
    private readonly TKey[] _keys = new TKey[2 * Group];
    private readonly Probe[] _probes = new Probe[2 * Group];
    private readonly SliceTable<TKey, TAccumulator, TComparer>?[] _tables = new SliceTable<TKey, TAccumulator, TComparer>?[Group];
    private readonly DirectTable<TKey, TAccumulator, TComparer>[] _pair = new DirectTable<TKey, TAccumulator, TComparer>[2];
    private int[] _selected = [];

    // The record that is being added, for the failure of the function: its place among the keys, where there is one; and where that begins in the batch, or among those selected.
    private int _adding = -1;
    private int _group;
    private bool _isSelected;

    private int IndexOfAdding => _isSelected ? _selected[_group + _adding] : _group + _adding;

    private void AddToSeveral(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps, long first, long last)
    {
        if (first < OpenFrom || last > OpenTo || layout.Slide > layout.Size || !TryPasses(records, timestamps, first, last))
        {
            AddOneByOne(records, timestamps);
        }
    }

    // One pass for each slice, as long as there are few: no record waits for the outcome of a comparison.
    private bool TryPasses(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps, long first, long last)
    {
        if (_selected.Length < records.Length)
        {
            _selected = new int[records.Length];
        }

        var (time, pass) = (first, 1);
        for (; pass <= MaxPasses; pass++)
        {
            if (!layout.TryFind(time, out var start, out var end) || start > time || end <= time)
            {
                return false;
            }

            if (end > last)
            {
                break;
            }

            if (pass == MaxPasses)
            {
                return false;
            }

            time = end;
        }

        if (pass == 2)
        {
            AddToTwo(SliceOf(first), SliceOf(time), time, records, timestamps);
            return true;
        }

        for (time = first; ;)
        {
            layout.TryFind(time, out var start, out var end);
            AddSelected(Slices.Get(start, end), records, timestamps, Select(timestamps, start, end));
            if (end > last)
            {
                return true;
            }

            time = end;
        }
    }

    // One slice, or two that meet at a time: one pass, in which the table is looked up by the outcome of the comparison.
    private void AddToTwo(
        SliceTable<TKey, TAccumulator, TComparer> early, SliceTable<TKey, TAccumulator, TComparer> late, long border, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        (_pair[0], _pair[1]) = (early.Keys, late.Keys);
        var group = new AimedAt(place: 0, Math.Min(Group, records.Length));
        Aim(ref group, border, records, timestamps);
        Prefetch(in group, 0, group.Count);
        for (var from = 0; from < records.Length; from += Group)
        {
            var behind = from + group.Count;
            var next = new AimedAt(Group - group.Place, Math.Min(Group, records.Length - behind));
            Aim(ref next, border, records[behind..], timestamps[behind..]);
            (_group, _isSelected) = (from - group.Place, false);
            AddGroup(in group, in next, records[from..behind], timestamps[from..behind]);
            group = next;
        }

        Array.Clear(_pair);
    }

    private void Aim(ref AimedAt group, long border, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        var keys = _keys.AsSpan(group.Place, group.Count);
        var probes = _probes.AsSpan(group.Place, group.Count);
        var pair = _pair;
        var ofLate = 0u;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = KeyOf(in records[i]);
            var isLate = timestamps[i] >= border ? 1u : 0;
            ofLate |= isLate << i;
            probes[i] = pair[isLate].Aim(in keys[i]);
        }

        group.OfLate = ofLate;
    }

    private void Prefetch(in AimedAt group, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _pair[group.OfLate >> i & 1].Prefetch(ref _probes[group.Place + i]);
        }
    }

    private void AddGroup(in AimedAt group, in AimedAt next, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        var (place, ofLate) = (group.Place, group.OfLate);
        var keys = _keys.AsSpan(place, group.Count);
        var probes = _probes.AsSpan(place, group.Count);
        var toPrefetch = _pair[0].HasAimedAtHashed || _pair[1].HasAimedAtHashed ? next.Count : 0;
        ref var contents = ref Contents.Value;
        if (DirectTable<TKey, TAccumulator, TComparer>.TryGetOrAddAll(_pair[0], _pair[1], keys, probes, ofLate, out var added))
        {
            Prefetch(in next, 0, toPrefetch);
            for (; added != 0; added &= added - 1)
            {
                var i = BitOperations.TrailingZeroCount(added);
                _adding = place + i;
                DirectTable<TKey, TAccumulator, TComparer>.At(in probes[i]) = contents.Create();
            }

            for (var i = 0; i < probes.Length; i++)
            {
                _adding = place + i;
                contents.Add(in records[i], timestamps[i], ref DirectTable<TKey, TAccumulator, TComparer>.At(in probes[i]));
            }

            _adding = -1;
            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            Prefetch(in next, i, Math.Min(i + 1, toPrefetch));
            _adding = place + i;
            ref var state = ref _pair[ofLate >> i & 1].GetOrAdd(in keys[i], in probes[i], out var isNew);
            if (isNew)
            {
                state = contents.Create();
            }

            contents.Add(in records[i], timestamps[i], ref state);
        }

        _adding = -1;
    }

    private SliceTable<TKey, TAccumulator, TComparer> SliceOf(long time)
    {
        layout.TryFind(time, out var start, out var end);
        return Slices.Get(start, end);
    }

    private int Select(ReadOnlySpan<long> timestamps, long start, long end)
    {
        var selected = _selected.AsSpan(0, timestamps.Length);
        var length = unchecked((ulong)(end - start));
        var count = 0;
        for (var i = 0; i < timestamps.Length; i++)
        {
            selected[count] = i;
            count += unchecked((ulong)(timestamps[i] - start)) < length ? 1 : 0;
            if (count == selected.Length)
            {
                break;
            }
        }

        return count;
    }

    private void AddSelected(SliceTable<TKey, TAccumulator, TComparer> slice, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps, int count)
    {
        for (var first = 0; first < count; first += Group)
        {
            var selected = _selected.AsSpan(first, Math.Min(Group, count - first));
            var keys = _keys.AsSpan(0, selected.Length);
            var probes = _probes.AsSpan(0, selected.Length);
            var table = slice.Keys;
            for (var i = 0; i < selected.Length; i++)
            {
                keys[i] = KeyOf(in records[selected[i]]);
                probes[i] = table.Aim(in keys[i]);
            }

            foreach (ref var probe in probes)
            {
                table.Prefetch(ref probe);
            }

            (_group, _isSelected) = (first, true);
            ref var contents = ref Contents.Value;
            for (var i = 0; i < selected.Length; i++)
            {
                _adding = i;
                ref var state = ref table.GetOrAdd(in keys[i], in probes[i], out var isNew);
                if (isNew)
                {
                    state = contents.Create();
                }

                contents.Add(in records[selected[i]], timestamps[selected[i]], ref state);
            }

            _adding = -1;
        }
    }

    private void AddOneByOne(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        SliceTable<TKey, TAccumulator, TComparer>? slice = null;
        for (var first = 0; first < records.Length; first += Group)
        {
            var count = Math.Min(Group, records.Length - first);
            for (var i = 0; i < count; i++)
            {
                var timestamp = timestamps[first + i];
                _keys[i] = KeyOf(in records[first + i]);
                if (slice is null || timestamp < slice.Start || timestamp >= slice.End)
                {
                    slice = OpenSliceOf(timestamp);
                }

                _tables[i] = slice;
                _probes[i] = slice is null ? default : slice.Keys.Aim(in _keys[i]);
            }

            for (var i = 0; i < count; i++)
            {
                _tables[i]?.Keys.Prefetch(ref _probes[i]);
            }

            (_group, _isSelected) = (first, false);
            for (var i = 0; i < count; i++)
            {
                AddTo(_tables[i], in records[first + i], timestamps[first + i], i);
            }
        }

        Array.Clear(_tables);
    }

    private void AddTo(SliceTable<TKey, TAccumulator, TComparer>? slice, in T record, long timestamp, int index)
    {
        if (slice is null)
        {
            AddLate(in record, timestamp, in _keys[index], default(TComparer).Hash(in _keys[index]));
            return;
        }

        _adding = index;
        ref var contents = ref Contents.Value;
        ref var state = ref slice.Keys.GetOrAdd(in _keys[index], in _probes[index], out var isNew);
        if (isNew)
        {
            state = contents.Create();
        }

        contents.Add(in record, timestamp, ref state);
        _adding = -1;
    }

    // Null for a slice that is closed, for none, and for one whose bounds are not in order.
    private SliceTable<TKey, TAccumulator, TComparer>? OpenSliceOf(long timestamp) =>
        timestamp >= OpenFrom && timestamp <= OpenTo && layout.TryFind(timestamp, out var start, out var end) && start <= timestamp && timestamp < end ? Slices.Get(start, end) : null;

    // Records whose keys were looked at: where their keys and probes are, and a bit for each that belongs to the later slice.
    private struct AimedAt(int place, int count)
    {
        public readonly int Place = place;
        public readonly int Count = count;
        public uint OfLate;
    }
}
