using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Windows on slices against the operator for all windows, which a trigger that is named chooses.</summary>
public class SliceEquivalenceTests
{
    private static readonly OutputTag<Reading> _late = new("late");

    /// <summary>Size, slide, offset, lateness, disorder.</summary>
    public static TheoryData<int, int, int, int, int> Cases => new()
    {
        { 20, 20, 0, 0, 0 },
        { 20, 20, 7, 0, 50 },
        { 20, 20, -3, 30, 80 },
        { 20, 20, 0, 500, 300 },
        { 10, 25, 4, 0, 40 },
        { 10, 25, -4, 35, 60 },
        { 20, 10, 0, 0, 0 },
        { 100, 10, 0, 0, 30 },
        { 100, 10, 3, 0, 200 },
        { 100, 10, -3, 45, 150 },
        { 23, 10, 0, 0, 60 },
        { 23, 10, 6, 40, 90 },
        { 300, 1, 0, 0, 60 },
        { 300, 2, 0, 20, 400 },
        { 19, 7, 0, 1000, 300 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Windows_are_those_of_the_general_operator(int size, int slide, int offset, int lateness, int disorder)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var windows = new Windows(size, slide, offset, lateness, seed % 2 == 0);
            var script = Script(seed, disorder);
            var expected = script.Run(windows.OpenGeneral);

            Assert.Equal(expected, script.Run(windows.OpenSlices));
            Assert.NotEmpty(expected);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Windows_are_the_same_after_restoring_at_any_point(int size, int slide, int offset, int lateness, int disorder)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var windows = new Windows(size, slide, offset, lateness, seed % 2 == 0);
            var script = Script(seed, disorder);
            var expected = script.Run(windows.OpenGeneral);
            for (var cut = seed; cut < script.Count; cut += 23)
            {
                Assert.Equal(expected, script.Run(windows.OpenSlices, cut));
            }
        }
    }

    private static EquivalenceScript<Reading> Script(int seed, int disorder)
    {
        var random = new Random(seed);
        List<(long Time, Reading? Reading)> script = [];
        var now = -400L;
        var watermark = long.MinValue;
        for (var i = 0; i < 300; i++)
        {
            now += random.Next(60) == 0 ? random.Next(1000) : random.Next(8);
            if (random.Next(10) == 0)
            {
                watermark = Math.Max(watermark, now - random.Next(disorder + 1) / 2);
                script.Add((watermark, null));
            }
            else
            {
                script.Add((now - random.Next(disorder + 1), new Reading(random.Next(5), 1 << random.Next(20))));
            }
        }

        return new(script, _late);
    }

    public readonly record struct Reading(int Sensor, long Value);

    private sealed record Windows(int Size, int Slide, int Offset, int Lateness, bool AreNative)
    {
        public OperatorHarness<Reading, string> OpenGeneral(HarnessSnapshot? restore, int parallelism) => Open(isGeneral: true, restore, parallelism);

        public OperatorHarness<Reading, string> OpenSlices(HarnessSnapshot? restore, int parallelism) => Open(isGeneral: false, restore, parallelism);

        private OperatorHarness<Reading, string> Open(bool isGeneral, HarnessSnapshot? restore, int parallelism) => OperatorHarness.Of(
            (DataStream<Reading> stream) =>
            {
                var windows = stream.KeyBy(reading => reading.Sensor).Window(Assigner())
                    .AllowedLateness(TimeSpan.FromMilliseconds(Lateness)).SideOutputLateData(_late);
                windows = isGeneral ? windows.Trigger(EventTimeTrigger.Create()) : windows;
                return AreNative
                    ? windows.Aggregate<long, long, string>(new Total(), Print)
                    : windows.Aggregate<List<long>, long, string>(new TotalOfList(), Print);
            },
            new() { Restore = restore, Parallelism = parallelism });

        private static void Print(int sensor, TimeWindow window, IReadOnlyList<long> total, ICollector<string> output) =>
            output.Collect($"{sensor} {window} {total[0]}");

        private WindowAssigner<TimeWindow> Assigner() => Size == Slide
            ? TumblingEventTimeWindows.Of(Ms(Size), Ms(Offset))
            : SlidingEventTimeWindows.Of(Ms(Size), Ms(Slide), Ms(Offset));

        private static TimeSpan Ms(int time) => TimeSpan.FromMilliseconds(time);
    }

    private readonly struct Total : IAggregateFunction<Reading, long, long>
    {
        public long CreateAccumulator() => 0;

        public void Add(in Reading record, ref long accumulator) => accumulator += record.Value;

        public long GetResult(in long accumulator) => accumulator;

        public void Merge(ref long accumulator, in long other) => accumulator += other;
    }

    /// <summary>Keeps what it adds up in an object, and what it merges belongs to both accumulators.</summary>
    private readonly struct TotalOfList : IAggregateFunction<Reading, List<long>, long>
    {
        public List<long> CreateAccumulator() => [];

        public void Add(in Reading record, ref List<long> accumulator) => accumulator.Add(record.Value);

        public long GetResult(in List<long> accumulator)
        {
            accumulator.Add(0);
            return accumulator.Sum();
        }

        public void Merge(ref List<long> accumulator, in List<long> other)
        {
            accumulator.AddRange(other);
            other.Clear();
        }
    }
}
