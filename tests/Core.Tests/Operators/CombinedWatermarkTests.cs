using CsCheck;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Core.Tests.Operators;

public class CombinedWatermarkTests
{
    [Fact]
    public void Recorded_connected_streams_of_Flink_advance_as_they_did() =>
        Assert.Equal([5, 20, 30, 40, 50, 60, long.MaxValue], RecordedScript.Run(new InputsUnderTest()));

    [Fact]
    public void Part_that_is_taken_out_no_longer_holds_back_the_others()
    {
        var combined = new CombinedWatermark();
        var fast = combined.Add();
        var slow = combined.Add();
        fast.Advance(10);
        Assert.False(combined.Update());

        combined.Remove(slow);

        Assert.True(combined.Update());
        Assert.Equal(10, combined.Current);
        combined.Remove(fast);
        Assert.False(combined.Update());
        Assert.Equal(10, combined.Current);
    }

    [Fact]
    public void New_part_holds_back_and_never_turns_back()
    {
        var combined = new CombinedWatermark();
        var old = combined.Add();
        old.Advance(10);
        combined.Update();
        var late = combined.Add();
        old.Advance(20);

        Assert.False(combined.Update());
        late.Advance(5);
        Assert.False(combined.Update());
        Assert.Equal(10, combined.Current);
        late.Advance(15);
        Assert.True(combined.Update());
        Assert.Equal(15, combined.Current);
    }

    [Fact]
    public void Combined_time_is_the_running_maximum_of_the_minimum_over_active_parts() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[0, 30], Gen.Int[0, 4]).Array[0, 100].Sample(steps =>
        {
            var combined = new CombinedWatermark();
            CombinedWatermark.Part[] parts = [combined.Add(), combined.Add(), combined.Add()];
            var expected = Watermark.Unset;
            foreach (var (index, time, kind) in steps)
            {
                if (kind == 0)
                {
                    parts[index].IsIdle = true;
                }
                else
                {
                    parts[index].Advance(time);
                }

                combined.Update();
                var active = parts.Where(part => !part.IsIdle).ToList();
                expected = active.Count == 0 ? expected : Math.Max(expected, active.Min(part => part.Time));
                Assert.Equal(expected, combined.Current);
                Assert.Equal(active.Count == 0, combined.IsIdle);
            }
        });

    private sealed class InputsUnderTest : RecordedScript.IMerger
    {
        private readonly CombinedWatermark _combined = new();
        private readonly CombinedWatermark.Part[] _parts;

        public InputsUnderTest() => _parts = [_combined.Add(), _combined.Add()];

        public long? Advance(int input, long time) => _parts[input].Advance(time) && _combined.Update() ? _combined.Current : null;

        public long? Change(int input, bool idle)
        {
            _parts[input].IsIdle = idle;
            return _combined.Update() ? _combined.Current : null;
        }
    }
}
