using CsCheck;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Core.Tests.Operators;

public class WatermarkMergerTests
{
    [Fact]
    public void Nothing_is_merged_before_every_input_has_a_watermark()
    {
        var merger = new WatermarkMerger(2);

        Assert.Null(merger.Advance(0, 10));
        Assert.Equal(Watermark.Unset, merger.Current);
        Assert.Equal(5, merger.Advance(1, 5)!.Time);
    }

    [Fact]
    public void Watermark_that_goes_backwards_changes_nothing()
    {
        var merger = new WatermarkMerger(1);
        merger.Advance(0, 10);

        Assert.Null(merger.Advance(0, 9));
        Assert.Null(merger.Advance(0, 10));
        Assert.Equal(10, merger.Current);
    }

    [Fact]
    public void Idle_input_does_not_hold_back_the_others()
    {
        var merger = new WatermarkMerger(2);
        merger.Advance(0, 10);
        merger.Advance(1, 3);

        var (status, watermark) = merger.Change(1, idle: true);

        Assert.Null(status);
        Assert.Equal(10, watermark!.Time);
        Assert.Equal(20, merger.Advance(0, 20)!.Time);
    }

    [Fact]
    public void Merged_stream_is_idle_when_all_inputs_are_and_active_with_the_first_that_is()
    {
        var merger = new WatermarkMerger(2);

        Assert.Null(merger.Change(0, idle: true).Status);
        Assert.Same(StreamStatus.Idle, merger.Change(1, idle: true).Status);
        Assert.Null(merger.Change(1, idle: true).Status);
        Assert.Same(StreamStatus.Active, merger.Change(0, idle: false).Status);
        Assert.Null(merger.Change(1, idle: false).Status);
    }

    [Fact]
    public void When_the_last_input_falls_idle_the_furthest_watermark_holds()
    {
        var merger = new WatermarkMerger(2);
        merger.Advance(0, 10);
        merger.Advance(1, 3);
        merger.Change(0, idle: true);
        Assert.Equal(3, merger.Current);

        var (status, watermark) = merger.Change(1, idle: true);

        Assert.Same(StreamStatus.Idle, status);
        Assert.Equal(10, watermark!.Time);
    }

    [Fact]
    public void Input_that_comes_back_behind_the_others_counts_once_it_has_caught_up()
    {
        var merger = new WatermarkMerger(2);
        merger.Advance(0, 10);
        merger.Change(1, idle: true);
        Assert.Equal(10, merger.Current);

        merger.Change(1, idle: false);
        Assert.Null(merger.Advance(1, 5));
        Assert.Equal(15, merger.Advance(0, 15)!.Time);
        Assert.Null(merger.Advance(1, 15));
        Assert.Null(merger.Advance(0, 20));
        Assert.Equal(18, merger.Advance(1, 18)!.Time);
    }

    [Fact]
    public void End_of_time_is_the_shared_watermark() => Assert.Same(Watermark.Max, new WatermarkMerger(1).Advance(0, long.MaxValue));

    [Fact]
    public void Merged_time_never_decreases_and_never_passes_the_slowest_of_inputs_that_were_always_active() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100], Gen.Int[0, 9]).Array[0, 200].Sample(steps =>
        {
            // Input 3 is never idle.
            var merger = new WatermarkMerger(4);
            var last = Watermark.Unset;
            var slowest = Watermark.Unset;
            foreach (var (input, time, kind) in steps)
            {
                var merged = kind == 0 && input != 3 ? merger.Change(input, time % 2 == 0).Watermark : merger.Advance(input, time);
                if (input == 3 && kind >= 0)
                {
                    slowest = Math.Max(slowest, time);
                }

                Assert.True(merged is null || merged.Time > last);
                last = merged?.Time ?? last;
                Assert.Equal(last, merger.Current);
                Assert.True(last <= slowest);
            }
        });
}
