namespace Flink.Streaming.Windowing.Slices;

/// <summary>The entries of a log at one moment, in blocks that nobody changes.</summary>
internal readonly struct FrozenLog<TAccumulator>(int[][] places, long[][] slices, TAccumulator[][] own)
{
    private const int Bits = EntryBlock<TAccumulator>.Bits;
    private const uint InBlock = EntryBlock<TAccumulator>.Entries - 1;

    public int PlaceOf(uint position) => places[BlockOf(position)][position & InBlock];

    public long SliceOf(uint position) => slices[BlockOf(position)][position & InBlock];

    public ref readonly TAccumulator OwnOf(uint position) => ref own[BlockOf(position)][position & InBlock];

    private uint BlockOf(uint position) => position >> Bits & (uint)(places.Length - 1);
}
