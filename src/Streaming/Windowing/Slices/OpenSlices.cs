using System.Globalization;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The tables of slices, in the order of their last timestamps. Tables are used again, with their pages.</summary>
/// <param name="name">Begins the names under which the slices are stored.</param>
/// <param name="space">Where the tables lie.</param>
internal sealed class OpenSlices<TKey, TAccumulator, TComparer>(string name, TableSpace space)
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly List<SliceTable<TKey, TAccumulator, TComparer>> _slices = [];
    private readonly Stack<SliceTable<TKey, TAccumulator, TComparer>> _spare = new();
    private readonly string _namePrefix = name + "@";

    public int Count => _slices.Count;

    public SliceTable<TKey, TAccumulator, TComparer> this[int index] => _slices[index];

    /// <summary>The table of a slice, made if there is none.</summary>
    public SliceTable<TKey, TAccumulator, TComparer> Get(long start, long end)
    {
        var index = IndexOf(unchecked(end - 1));
        if (index >= 0)
        {
            return _slices[index];
        }

        var slice = _spare.Count > 0 ? _spare.Pop() : new SliceTable<TKey, TAccumulator, TComparer>(space);
        slice.Begin(start, end);
        if (_slices.Count > 0)
        {
            slice.Keys.Follow(_slices[^1].Keys);
        }

        _slices.Insert(~index, slice);
        return slice;
    }

    /// <summary>Forgets the slice at an index.</summary>
    public void RemoveAt(int index)
    {
        var slice = _slices[index];
        _slices.RemoveAt(index);
        slice.Keys.Clear();
        _spare.Push(slice);
    }

    public void Snapshot(StateWriter state)
    {
        foreach (var slice in _slices)
        {
            slice.Keys.Snapshot(state, string.Create(CultureInfo.InvariantCulture, $"{_namePrefix}{slice.Start}:{slice.End}"));
        }
    }

    public void Restore(StateReader state)
    {
        foreach (var stored in state.Names)
        {
            if (stored.StartsWith(_namePrefix, StringComparison.Ordinal))
            {
                var bounds = stored[_namePrefix.Length..].Split(':');
                Get(long.Parse(bounds[0], CultureInfo.InvariantCulture), long.Parse(bounds[1], CultureInfo.InvariantCulture)).Keys.Restore(state, stored);
            }
        }
    }

    // The slice, or the complement of where it would be. Mostly it is one of the last.
    private int IndexOf(long maxTimestamp)
    {
        var (low, high) = (0, _slices.Count - 1);
        if (high >= 0 && _slices[high].MaxTimestamp <= maxTimestamp)
        {
            return _slices[high].MaxTimestamp == maxTimestamp ? high : ~(high + 1);
        }

        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _slices[middle].MaxTimestamp.CompareTo(maxTimestamp);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
