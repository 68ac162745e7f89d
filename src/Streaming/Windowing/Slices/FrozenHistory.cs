using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The closed slices of all keys at one moment, written by another thread than the task's.</summary>
/// <remarks>The entry of a key group is a sequence of keys to its end: the key, the number of its slices, and for each its start and accumulator.</remarks>
/// <param name="name">The state's name.</param>
/// <param name="lanes">All keys.</param>
/// <param name="mark">Ends when the lanes are no longer needed.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
internal sealed class FrozenHistory<TKey, TAccumulator>(
    string name, FrozenLane<TKey, TAccumulator>[] lanes, SnapshotMark mark, int maxParallelism) : IFrozenState
{
    public void Write(StateWriter state, CancellationToken cancellation)
    {
        var keySerializer = Serializers.For<TKey>();
        var values = Serializers.For<TAccumulator>();
        var (groups, keys) = ByGroup(cancellation);
        for (var next = 0; next < keys.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var group = groups[next];
            var writer = new RecordWriter(state.BeginKeyedEntry(name, group));
            for (; next < keys.Length && groups[next] == group; next++)
            {
                var (lane, place) = keys[next];
                keySerializer.Write(ref writer, in lanes[lane].KeyAt(place));
                WriteEntries(ref writer, lanes[lane], place, values);
            }

            writer.Flush();
        }
    }

    public void Dispose() => mark.End();

    private static void WriteEntries(ref RecordWriter writer, FrozenLane<TKey, TAccumulator> lane, int place, Serializer<TAccumulator> values)
    {
        var entries = lane.EntriesOf(place);
        writer.WriteVarint((ulong)entries.Length);
        foreach (var position in entries)
        {
            writer.Write(lane.Log.SliceOf(position));
            values.Write(ref writer, in lane.Log.OwnOf(position));
        }
    }

    private (int[] Groups, (int Lane, int Place)[] Keys) ByGroup(CancellationToken cancellation)
    {
        var groups = new List<int>();
        var keys = new List<(int, int)>();
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            cancellation.ThrowIfCancellationRequested();
            lanes[lane].Order();
            for (var place = 0; place < lanes[lane].Places; place++)
            {
                if (lanes[lane].EntriesOf(place).Length > 0)
                {
                    groups.Add(KeyGroups.Of(lanes[lane].HashAt(place), maxParallelism));
                    keys.Add((lane, place));
                }
            }
        }

        var (groupArray, keyArray) = (groups.ToArray(), keys.ToArray());
        Array.Sort(groupArray, keyArray);
        return (groupArray, keyArray);
    }
}
