using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

// How a batch of records gets into the tables of its slices.
internal abstract partial class SliceWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>
{
    private const int Group = 32;
    private const int MaxPasses = 4;

    // Two groups: while one is added, what the next one needs is fetched.
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

    private void AddAll(SliceTable<TKey, TAccumulator, TComparer> slice, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        var table = slice.Keys;
        var place = 0;
        Aim(table, records[..Math.Min(Group, records.Length)], place);
        for (var first = 0; first < records.Length; first += Group)
        {
            var count = Math.Min(Group, records.Length - first);
            var next = first + count;
            if (next < records.Length)
            {
                Aim(table, records[next..Math.Min(next + Group, records.Length)], Group - place);
            }

            (_group, _isSelected) = (first - place, false);
            AddGroup(table, records.Slice(first, count), timestamps.Slice(first, count), place);
            place = Group - place;
        }
    }

    private void Aim(DirectTable<TKey, TAccumulator, TComparer> table, ReadOnlySpan<T> records, int place)
    {
        var keys = _keys.AsSpan(place, records.Length);
        var probes = _probes.AsSpan(place, records.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = KeyOf(in records[i]);
            probes[i] = table.Aim(in keys[i]);
        }

        table.Prefetch(probes);
    }

    private void AddGroup(DirectTable<TKey, TAccumulator, TComparer> table, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps, int place)
    {
        var keys = _keys.AsSpan(place, records.Length);
        var probes = _probes.AsSpan(place, records.Length);
        ref var contents = ref Contents.Value;
        for (var i = 0; i < keys.Length; i++)
        {
            _adding = place + i;
            ref var state = ref table.GetOrAdd(in keys[i], in probes[i], out var isNew);
            if (isNew)
            {
                state = contents.Create();
            }

            contents.Add(in records[i], timestamps[i], ref state);
        }

        _adding = -1;
    }

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
            AddToTwo(first, time, records, timestamps);
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

    // Two slices that meet at a time: one pass, in which the table is looked up by the outcome of the comparison.
    private void AddToTwo(long first, long border, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        layout.TryFind(first, out var start, out var end);
        _pair[0] = Slices.Get(start, end).Keys;
        layout.TryFind(border, out start, out end);
        _pair[1] = Slices.Get(start, end).Keys;
        var place = 0;
        AimAtTwo(border, records[..Math.Min(Group, records.Length)], timestamps, place);
        for (var from = 0; from < records.Length; from += Group)
        {
            var count = Math.Min(Group, records.Length - from);
            var next = from + count;
            if (next < records.Length)
            {
                AimAtTwo(border, records[next..Math.Min(next + Group, records.Length)], timestamps[next..], Group - place);
            }

            (_group, _isSelected) = (from - place, false);
            AddGroupToTwo(border, records.Slice(from, count), timestamps.Slice(from, count), place);
            place = Group - place;
        }

        Array.Clear(_pair);
    }

    private void AimAtTwo(long border, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps, int place)
    {
        var keys = _keys.AsSpan(place, records.Length);
        var probes = _probes.AsSpan(place, records.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = KeyOf(in records[i]);
            probes[i] = _pair[timestamps[i] >= border ? 1 : 0].Aim(in keys[i]);
        }

        if (!DirectTable<TKey, TAccumulator, TComparer>.CanBeDirect || _pair[0].HasAimedAtHashed || _pair[1].HasAimedAtHashed)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                _pair[timestamps[i] >= border ? 1 : 0].Prefetch(probes.Slice(i, 1));
            }
        }
    }

    private void AddGroupToTwo(long border, ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps, int place)
    {
        var keys = _keys.AsSpan(place, records.Length);
        var probes = _probes.AsSpan(place, records.Length);
        ref var contents = ref Contents.Value;
        for (var i = 0; i < keys.Length; i++)
        {
            _adding = place + i;
            ref var state = ref _pair[timestamps[i] >= border ? 1 : 0].GetOrAdd(in keys[i], in probes[i], out var isNew);
            if (isNew)
            {
                state = contents.Create();
            }

            contents.Add(in records[i], timestamps[i], ref state);
        }

        _adding = -1;
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

            table.Prefetch(probes);
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
                _tables[i]?.Keys.Prefetch(_probes.AsSpan(i, 1));
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
}
