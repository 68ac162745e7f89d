using Flink.Core.EventTime;
using Flink.Core.Records;

namespace Flink.Core.Tests.EventTime;

public class WatermarkStrategyTests
{
    private readonly Events _events = new();

    [Theory]
    [InlineData(0, new long[] { 5, 3, 9 }, "W8")]
    [InlineData(4, new long[] { 5, 3, 9 }, "W4")]
    [InlineData(0, new long[] { -10, -20 }, "W-11")]
    [InlineData(0, new[] { long.MaxValue }, "W9223372036854775806")]
    [InlineData(0, new[] { long.MinValue + 2 }, "W-9223372036854775807")]
    [InlineData(0, new[] { long.MinValue + 1 }, "")]
    [InlineData(1000, new[] { long.MinValue + 900 }, "")]
    [InlineData(1000, new[] { Timestamp.None }, "")]
    [InlineData(1000, new long[0], "")]
    public void Bounded_watermark_is_the_largest_timestamp_less_the_bound_less_one(long bound, long[] timestamps, string expected)
    {
        var strategy = WatermarkStrategy.ForBoundedOutOfOrderness<long>(TimeSpan.FromMilliseconds(bound));

        foreach (var byBatch in new[] { true, false })
        {
            var generator = (IBatchWatermarkGenerator<long>)strategy.CreateGenerator(new ClockContext());
            var output = new WatermarkedOutput<long>(_events);
            if (byBatch)
            {
                generator.OnBatch(timestamps);
            }
            else
            {
                Array.ForEach(timestamps, time => generator.OnEvent(in time, time, output));
            }

            generator.OnPeriodicEmit(output);
            Assert.Equal(expected, _events.Take());
        }
    }

    [Fact]
    public void Monotonous_timestamps_are_a_bound_of_zero()
    {
        var generator = WatermarkStrategy.ForMonotonousTimestamps<long>().CreateGenerator(new ClockContext());
        var output = new WatermarkedOutput<long>(_events);
        generator.OnEvent(1, 7, output);
        generator.OnPeriodicEmit(output);

        Assert.Equal("W6", _events.Take());
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        var strategy = WatermarkStrategy.NoWatermarks<long>();

        Assert.Throws<ArgumentOutOfRangeException>(() => WatermarkStrategy.ForBoundedOutOfOrderness<long>(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => strategy.WithIdleness(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => strategy.WithWatermarkAlignment("group", TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => strategy.WithWatermarkAlignment("group", TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => strategy.WithWatermarkAlignment(" ", TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => strategy.WithTimestampAssigner((ITimestampAssigner<long>)null!));
        var empty = WatermarkStrategy.ForGenerator<long>(_ => null!);
        Assert.Contains("gave null", Assert.Throws<FlinkException>(() => empty.CreateGenerator(new ClockContext())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strategies_are_changed_by_copies()
    {
        var plain = WatermarkStrategy.NoWatermarks<long>();
        var full = plain.WithIdleness(TimeSpan.FromSeconds(1)).WithWatermarkAlignment("g", TimeSpan.FromSeconds(2)).WithTimestampAssigner((r, _) => r);

        Assert.Null(plain.Idleness);
        Assert.Equal(TimeSpan.FromSeconds(1), full.Idleness);
        Assert.Equal(new WatermarkAlignment("g", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)), full.Alignment);
        Assert.IsType<Func<long, long, long>>(full.TimestampAssigner);
    }
}
