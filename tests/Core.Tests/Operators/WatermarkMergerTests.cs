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

        var (watermark, status) = merger.Change(1, idle: true);

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

        var (watermark, status) = merger.Change(1, idle: true);

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
    public void Channel_that_comes_back_ahead_of_the_others_advances_time_with_its_next_watermark()
    {
        var merger = new WatermarkMerger(3);
        merger.Advance(0, 10);
        merger.Advance(1, 3);
        merger.Advance(2, 7);
        merger.Change(0, idle: true);
        merger.Change(1, idle: true);
        merger.Change(1, idle: false);
        merger.Change(2, idle: true);
        Assert.Equal(7, merger.Current);

        // Channel 1 is active and behind, so channel 0 alone is what time follows; its return says nothing by itself.
        Assert.Equal(default, merger.Change(0, idle: false));
        Assert.Equal(7, merger.Current);
        Assert.Equal(11, merger.Advance(0, 11)!.Time);
    }

    [Fact]
    public void Watermark_of_an_idle_channel_is_ignored()
    {
        var merger = new WatermarkMerger(1);
        merger.Change(0, idle: true);

        Assert.Null(merger.Advance(0, long.MaxValue));
        Assert.Same(StreamStatus.Active, merger.Change(0, idle: false).Status);
        Assert.Same(Watermark.Max, merger.Advance(0, long.MaxValue));
    }

    [Fact]
    public void Channel_that_ended_does_not_hold_back_the_others()
    {
        var merger = new WatermarkMerger(2);
        Assert.Null(merger.Advance(0, long.MaxValue));

        Assert.Equal(7, merger.Advance(1, 7)!.Time);
        Assert.Same(Watermark.Max, merger.Advance(1, long.MaxValue));
    }

    [Fact]
    public void What_was_promised_behind_a_channel_that_lags_is_lost_when_all_fall_idle()
    {
        // Flink flushes the furthest watermark only when the last active channel is the one that held back.
        var merger = new WatermarkMerger(3);
        merger.Advance(0, 10);
        merger.Advance(1, 3);
        merger.Advance(2, 7);
        merger.Change(0, idle: true);
        Assert.Equal(7, merger.Change(1, idle: true).Watermark!.Time);
        merger.Change(1, idle: false);
        Assert.Equal((null, null), merger.Change(2, idle: true));

        Assert.Equal((null, StreamStatus.Idle), merger.Change(1, idle: true));
        Assert.Equal(7, merger.Current);
    }

    [Fact]
    public void Extreme_and_negative_times_are_times_like_others()
    {
        var merger = new WatermarkMerger(2);
        merger.Advance(0, long.MinValue + 1);
        Assert.Equal(long.MinValue + 1, merger.Advance(1, -5)!.Time);
        Assert.Equal(-5, merger.Advance(0, long.MaxValue - 1)!.Time);
        Assert.Equal(long.MaxValue - 1, merger.Advance(1, long.MaxValue)!.Time);
    }

    [Fact]
    public void Recorded_unions_of_Flink_advance_as_they_did() =>
        Assert.Equal([5, 20, 30, 40, 60, long.MaxValue], RecordedScript.Run(new ChannelsUnderTest()));

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

    [Fact]
    public void Channels_do_what_a_plain_model_of_them_does() =>
        Gen.Select(Gen.Int[0, 3], Gen.Long[-3, 40], Gen.Int[0, 5]).Array[0, 120].Sample(steps =>
        {
            var merger = new WatermarkMerger(4);
            var model = new Model(4);
            foreach (var (channel, time, kind) in steps)
            {
                if (kind == 0)
                {
                    var (watermark, status) = merger.Change(channel, time % 2 == 0);
                    Assert.Equal(model.Change(channel, time % 2 == 0), (watermark?.Time, status));
                }
                else
                {
                    Assert.Equal(model.Advance(channel, time), merger.Advance(channel, time)?.Time);
                }
            }
        }, iter: 5_000);

    private sealed class ChannelsUnderTest : RecordedScript.IMerger
    {
        private readonly WatermarkMerger _merger = new(2);

        public long? Advance(int input, long time) => _merger.Advance(input, time)?.Time;

        public long? Change(int input, bool idle) => _merger.Change(input, idle).Watermark?.Time;
    }

    /// <summary>The rules of the valve, recomputed from scratch at every step.</summary>
    private sealed class Model(int channels)
    {
        private readonly (long Time, bool Idle, bool Aligned)[] _channels = [.. Enumerable.Repeat((Watermark.Unset, false, true), channels)];
        private long _output = Watermark.Unset;

        public long? Advance(int channel, long time)
        {
            var (last, idle, aligned) = _channels[channel];
            if (idle || time <= last)
            {
                return null;
            }

            _channels[channel] = (time, false, aligned || time >= _output);
            return Raise(Aligned());
        }

        public (long?, StreamStatus?) Change(int channel, bool idle)
        {
            var (time, was, _) = _channels[channel];
            if (was == idle)
            {
                return default;
            }

            var wereAllIdle = _channels.All(one => one.Idle);
            _channels[channel] = (time, idle, !idle && time >= _output);
            if (!idle)
            {
                return (null, wereAllIdle ? StreamStatus.Active : null);
            }

            var heldBack = time == _output;
            var allIdle = _channels.All(one => one.Idle);
            var next = !heldBack ? null : allIdle ? Raise(_channels.Max(one => one.Time)) : Raise(Aligned());
            return (next, allIdle ? StreamStatus.Idle : null);
        }

        private long? Aligned() => _channels.Where(one => one.Aligned).Select(one => (long?)one.Time).Min();

        private long? Raise(long? time) => time > _output ? _output = time.Value : null;
    }
}
