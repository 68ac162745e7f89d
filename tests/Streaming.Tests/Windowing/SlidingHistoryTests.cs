using Flink.Core.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Closed slices of sliding windows when most keys go, so that the rest get other places, with late records and a restore on the way.</summary>
public class SlidingHistoryTests
{
    // Enough for each lane to be made compact once they have gone.
    private const int PassingKeys = 36_000;
    private const int StayingKeys = 50;
    private const int Windows = 12;

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Keys_that_stay_keep_their_windows_when_most_keys_have_gone(int restoredAt)
    {
        var harness = Open(null);
        for (var slice = 0; slice < Windows; slice++)
        {
            if (slice == restoredAt)
            {
                var snapshot = harness.Snapshot();
                harness.Dispose();
                harness = Open(snapshot);
            }

            Push(harness, slice);
            harness.PushWatermark((slice + 1) * 10 - 1);
            Assert.Equal(Expected(slice), Counts(harness.Take()));
        }

        harness.Dispose();
    }

    private static OperatorHarness<int, (int Key, int Count)> Open(HarnessSnapshot? restore) => OperatorHarness.Of(
        (DataStream<int> stream) => stream
            .KeyBy(static key => key)
            .Window(SlidingEventTimeWindows.Of(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(10)))
            .Aggregate(new Count()),
        new() { Restore = restore });

    // Keys that stay have one record in each slice, and from the third slice on a late one in the slice before the last.
    private static void Push(OperatorHarness<int, (int Key, int Count)> harness, int slice)
    {
        for (var key = 0; key < (slice < 1 ? PassingKeys : StayingKeys); key++)
        {
            harness.PushAt(slice * 10 + 5, key);
        }

        for (var key = 0; slice >= 2 && key < StayingKeys; key++)
        {
            harness.PushAt((slice - 2) * 10 + 5, key);
        }
    }

    private static Dictionary<int, int> Expected(int last)
    {
        var counts = new Dictionary<int, int>();
        for (var slice = Math.Max(0, last - 3); slice <= last; slice++)
        {
            for (var key = 0; key < (slice < 1 ? PassingKeys : StayingKeys); key++)
            {
                counts[key] = counts.GetValueOrDefault(key) + 1 + (key < StayingKeys && slice <= last - 2 ? 1 : 0);
            }
        }

        return counts;
    }

    private static Dictionary<int, int> Counts(IEnumerable<(int Key, int Count)> results) => results.ToDictionary(result => result.Key, result => result.Count);

    private readonly struct Count : IAggregateFunction<int, (int Key, int Count), (int Key, int Count)>
    {
        public (int Key, int Count) CreateAccumulator() => default;

        public void Add(in int record, ref (int Key, int Count) accumulator) => accumulator = (record, accumulator.Count + 1);

        public (int Key, int Count) GetResult(in (int Key, int Count) accumulator) => accumulator;

        public void Merge(ref (int Key, int Count) accumulator, in (int Key, int Count) other) =>
            accumulator = (other.Key, accumulator.Count + other.Count);
    }
}
