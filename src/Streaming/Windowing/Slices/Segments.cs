using System.Runtime.CompilerServices;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The closed slices of a lane in their order: added at the end, rarely in between, and removed from the start.</summary>
internal sealed class Segments
{
    private Segment[] _ring = new Segment[4];
    private int _first;

    public int Count { get; private set; }

    public ref Segment this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _ring[_first + index & _ring.Length - 1];
    }

    /// <summary>The index of a slice, or the complement of where it would be.</summary>
    public int IndexOf(long slice)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].Slice == slice)
            {
                return middle;
            }

            (low, high) = this[middle].Slice < slice ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    public void Insert(int index, Segment segment)
    {
        if (Count == _ring.Length)
        {
            var ring = new Segment[checked(2 * Count)];
            for (var i = 0; i < Count; i++)
            {
                ring[i] = this[i];
            }

            (_ring, _first) = (ring, 0);
        }

        for (var i = Count++; i > index; i--)
        {
            this[i] = this[i - 1];
        }

        this[index] = segment;
    }

    public void RemoveFirst()
    {
        this[0] = default;
        _first = _first + 1 & _ring.Length - 1;
        Count--;
    }

    /// <summary>A copy, of which only lists of late entries are copied that may still grow.</summary>
    public Segment[] ToArray()
    {
        var copy = new Segment[Count];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = this[i];
            copy[i].Late = copy[i].Late is { } late ? [.. late] : null;
        }

        return copy;
    }
}
