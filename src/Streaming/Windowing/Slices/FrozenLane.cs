namespace Flink.Streaming.Windowing.Slices;

/// <summary>A lane at one moment, in arrays that nobody changes.</summary>
/// <param name="keys">Keys and hashes in blocks.</param>
/// <param name="places">Places, with those that no key has.</param>
/// <param name="log">The entries.</param>
/// <param name="segments">Which of them there are.</param>
internal sealed class FrozenLane<TKey, TAccumulator>((TKey[] Keys, ulong[] Hashes)[] keys, int places, FrozenLog<TAccumulator> log, Segment[] segments)
{
    private const int InBlock = LaneKeys<TKey, TAccumulator>.BlockKeys - 1;

    private readonly int[] _ends = new int[places];
    private uint[] _positions = [];

    /// <summary>Places, with those that no key has.</summary>
    public int Places => places;

    public FrozenLog<TAccumulator> Log => log;

    public ref readonly TKey KeyAt(int place) => ref keys[place >> LaneKeys<TKey, TAccumulator>.Bits].Keys[place & InBlock];

    public ulong HashAt(int place) => keys[place >> LaneKeys<TKey, TAccumulator>.Bits].Hashes[place & InBlock];

    /// <summary>Orders the entries by key; to be called first.</summary>
    public void Order()
    {
        var count = 0;
        foreach (ref readonly var segment in segments.AsSpan())
        {
            count += segment.Count + (segment.Late?.Count ?? 0);
            for (var i = 0; i < segment.Count + (segment.Late?.Count ?? 0); i++)
            {
                _ends[log.PlaceOf(PositionOf(in segment, i))]++;
            }
        }

        var start = 0;
        foreach (ref var end in _ends.AsSpan())
        {
            (start, end) = (start + end, start);
        }

        // What begins as the start of a key's entries ends as their end.
        _positions = new uint[count];
        foreach (ref readonly var segment in segments.AsSpan())
        {
            for (var i = 0; i < segment.Count + (segment.Late?.Count ?? 0); i++)
            {
                var position = PositionOf(in segment, i);
                _positions[_ends[log.PlaceOf(position)]++] = position;
            }
        }
    }

    /// <summary>Positions of the entries of a key, by slice.</summary>
    public ReadOnlySpan<uint> EntriesOf(int place) => _positions.AsSpan()[(place == 0 ? 0 : _ends[place - 1]).._ends[place]];

    private static uint PositionOf(ref readonly Segment segment, int index) =>
        index < segment.Count ? unchecked(segment.Start + (uint)index) : segment.Late![index - segment.Count];
}
