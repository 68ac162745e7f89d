using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>The operator for sessions against the one for all windows, which a trigger that is named chooses.</summary>
public class SessionEquivalenceTests
{
    private static readonly OutputTag<Visit> _late = new("late");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 40)]
    [InlineData(25, 40)]
    [InlineData(200, 60)]
    [InlineData(5, 300)]
    public void Sessions_are_those_of_the_general_operator(int lateness, int disorder)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var script = Script(seed, disorder);
            var expected = script.Run((restore, parallelism) => Open(lateness, isGeneral: true, restore, parallelism));

            Assert.Equal(expected, script.Run((restore, parallelism) => Open(lateness, isGeneral: false, restore, parallelism)));
            Assert.NotEmpty(expected);
        }
    }

    [Fact]
    public void Sessions_are_the_same_after_restoring_at_any_point()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var script = Script(seed, disorder: 60);
            var expected = script.Run((restore, parallelism) => Open(30, isGeneral: true, restore, parallelism));
            for (var cut = 0; cut < script.Count; cut += 7)
            {
                Assert.Equal(expected, script.Run((restore, parallelism) => Open(30, isGeneral: false, restore, parallelism), cut));
            }
        }
    }

    [Fact]
    public void Stored_sessions_are_refused_by_windows_that_are_kept_otherwise()
    {
        using var sessions = Open(0, isGeneral: false, null, 1);
        sessions.PushAt(1, new Visit(1, 1));
        var snapshot = sessions.Snapshot();

        var error = Assert.Throws<Core.FlinkException>(() => Open(0, isGeneral: true, snapshot, 1));

        Assert.Contains("'Window(EventTimeSessionWindows(20))' were stored as 'session-windows'", error.Message, StringComparison.Ordinal);
    }

    private static OperatorHarness<Visit, string> Open(int lateness, bool isGeneral, HarnessSnapshot? restore, int parallelism) => OperatorHarness.Of(
        (DataStream<Visit> stream) =>
        {
            var windows = stream.KeyBy(visit => visit.Key).Window(EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(20)))
                .AllowedLateness(TimeSpan.FromMilliseconds(lateness)).SideOutputLateData(_late);
            windows = isGeneral ? windows.Trigger(EventTimeTrigger.Create()) : windows;
            return windows.Aggregate<long, long, string>(
                new Total(), (key, window, total, output) => output.Collect($"{key} {window} {total[0]}"));
        },
        new() { Restore = restore, Parallelism = parallelism });

    private static EquivalenceScript<Visit> Script(int seed, int disorder)
    {
        var random = new Random(seed);
        List<(long Time, Visit? Visit)> script = [];
        var now = -100L;
        for (var i = 0; i < 300; i++)
        {
            now += random.Next(8);
            if (random.Next(10) == 0)
            {
                script.Add((now - random.Next(disorder + 1) / 2, null));
            }
            else
            {
                script.Add((now - random.Next(disorder + 1), new Visit(random.Next(5), 1 << random.Next(20))));
            }
        }

        // A watermark does not go back.
        var watermark = long.MinValue;
        for (var i = 0; i < script.Count; i++)
        {
            if (script[i].Visit is null)
            {
                watermark = Math.Max(watermark, script[i].Time);
                script[i] = (watermark, null);
            }
        }

        return new(script, _late);
    }

    public readonly record struct Visit(int Key, long Value);

    private readonly struct Total : IAggregateFunction<Visit, long, long>
    {
        public long CreateAccumulator() => 0;

        public void Add(in Visit record, ref long accumulator) => accumulator += record.Value;

        public long GetResult(in long accumulator) => accumulator;

        public void Merge(ref long accumulator, in long other) => accumulator += other;
    }
}
