using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The closed slices of all keys at one moment, written by another thread than the task's.</summary>
/// <remarks>The entry of a key group is a sequence of keys to its end: the key, the number of its slices, and for each its start and accumulator.</remarks>
/// <param name="name">The state's name.</param>
/// <param name="keys">Blocks of keys.</param>
/// <param name="count">Keys.</param>
/// <param name="blocks">Blocks of entries.</param>
/// <param name="mark">Ends when the blocks are no longer needed.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
internal sealed class FrozenHistory<TKey, TAccumulator>(
    string name, SlidingKey<TKey, TAccumulator>[][] keys, int count, EntryBlock<TAccumulator>[] blocks, SnapshotMark mark, int maxParallelism) : IFrozenState
{
    private const int ChunkBits = EntryBlock<TAccumulator>.ChunkBits;

    public void Write(StateWriter state, CancellationToken cancellation)
    {
        var keySerializer = Serializers.For<TKey>();
        var values = Serializers.For<TAccumulator>();
        var places = ByGroup();
        for (var next = 0; next < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var group = GroupOf(places[next]);
            var writer = new RecordWriter(state.BeginKeyedEntry(name, group));
            for (; next < count && GroupOf(places[next]) == group; next++)
            {
                ref readonly var key = ref KeyAt(places[next]);
                keySerializer.Write(ref writer, in key.Key);
                WriteEntries(ref writer, in key, values);
            }

            writer.Flush();
        }
    }

    public void Dispose() => mark.End();

    private void WriteEntries(ref RecordWriter writer, in SlidingKey<TKey, TAccumulator> key, Serializer<TAccumulator> values)
    {
        var position = key.First;
        var left = key.Kept + key.Live;
        writer.WriteVarint((ulong)left);
        for (; left > 0; left--)
        {
            ref var entry = ref blocks[position >> EntryBlock<TAccumulator>.Bits].Items[position & (EntryBlock<TAccumulator>.Entries - 1)];
            writer.Write(entry.Slice);
            values.Write(ref writer, in entry.Own);
            position = left > 1 ? After(position) : position;
        }
    }

    private int After(int position)
    {
        if ((position & (EntryBlock<TAccumulator>.ChunkEntries - 1)) != EntryBlock<TAccumulator>.ChunkEntries - 1)
        {
            return position + 1;
        }

        var block = blocks[position >> EntryBlock<TAccumulator>.Bits];
        return block.Next[position >> ChunkBits & (EntryBlock<TAccumulator>.Entries >> ChunkBits) - 1] << ChunkBits;
    }

    private int[] ByGroup()
    {
        var groups = new int[count];
        var places = new int[count];
        for (var i = 0; i < count; i++)
        {
            (groups[i], places[i]) = (GroupOf(i), i);
        }

        Array.Sort(groups, places);
        return places;
    }

    private int GroupOf(int place) => KeyGroups.Of(KeyAt(place).Hash, maxParallelism);

    private ref readonly SlidingKey<TKey, TAccumulator> KeyAt(int place) =>
        ref keys[place >> SlidingKeys.BlockBits][place & (SlidingKeys.BlockKeys - 1)];
}
