using Flink.Core;
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

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void Windows_of_keys_that_come_and_go_are_the_sums_of_their_slices(int lateness)
    {
        // More keys than a block of a lane has places; in some slices come all of them, in others few.
        const int Keys = 12_000;
        var random = new Random(lateness);
        var slices = new List<Dictionary<int, long>>();
        var harness = OpenSums(lateness, null);
        for (var slice = 0; slice < 24; slice++)
        {
            slices.Add([]);
            var percent = (slice / 6 % 4) switch { 0 => 100, 1 => 20, 2 => 0, _ => 60 };
            for (var key = 0; key < Keys; key++)
            {
                if (random.Next(100) < percent)
                {
                    Add(slice, key);
                }

                // Late, while there are windows to come.
                if (slice >= 2 && random.Next(50) == 0)
                {
                    Add(slice - 1 - random.Next(2), key);
                }
            }

            if (slice % 5 == 4)
            {
                using var old = harness;
                harness = OpenSums(lateness, old.Snapshot());
            }

            harness.Take();
            harness.PushWatermark((slice + 1) * 10 - 1);

            var expected = slices[Math.Max(0, slice - 3)..].SelectMany(static sums => sums).GroupBy(static sum => sum.Key, static sum => sum.Value)
                .ToDictionary(static sums => (long)sums.Key, static sums => sums.Sum());
            Assert.Equal(expected, harness.Take().ToDictionary(static result => result.Key, static result => result.Sum));
        }

        harness.Dispose();

        void Add(int slice, int key)
        {
            var value = random.Next(-1000, 1000);
            slices[slice][key] = slices[slice].GetValueOrDefault(key) + value;
            harness.PushAt(slice * 10 + 5, (key, value));
        }
    }

    [Fact]
    public void Key_among_thousands_whose_result_fails_is_named()
    {
        using var harness = OpenSums(0, null);
        for (var key = 0; key < 12_000; key++)
        {
            harness.PushAt(5, (key, key == 11_000 ? Sum.Unspeakable : 1));
        }

        var error = Assert.Throws<FlinkException>(() => harness.PushWatermark(9));

        Assert.Contains("could not give the result of TimeWindow{start=-30, end=10} of key 11000: InvalidOperationException", error.Message, StringComparison.Ordinal);
    }

    private static OperatorHarness<(int Key, int Value), (long Key, long Sum)> OpenSums(int lateness, HarnessSnapshot? restore) => OperatorHarness.Of(
        (DataStream<(int Key, int Value)> stream) => stream
            .KeyBy(static record => record.Key)
            .Window(SlidingEventTimeWindows.Of(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(10)))
            .AllowedLateness(TimeSpan.FromMilliseconds(lateness))
            .Aggregate(new Sum()),
        new() { Restore = restore });

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

    private readonly struct Sum : IAggregateFunction<(int Key, int Value), (long Key, long Sum), (long Key, long Sum)>
    {
        public const int Unspeakable = 1_000_000;

        public (long Key, long Sum) CreateAccumulator() => default;

        public void Add(in (int Key, int Value) record, ref (long Key, long Sum) accumulator) => accumulator = (record.Key, accumulator.Sum + record.Value);

        public (long Key, long Sum) GetResult(in (long Key, long Sum) accumulator) =>
            accumulator.Sum >= Unspeakable ? throw new InvalidOperationException("too large") : accumulator;

        public void Merge(ref (long Key, long Sum) accumulator, in (long Key, long Sum) other) => accumulator = (other.Key, accumulator.Sum + other.Sum);
    }
}
