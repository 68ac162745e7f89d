using CsCheck;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Tests.Timers;

public class TimerWheelTests
{
    private static readonly long[] _edges = [long.MinValue, long.MinValue + 1, -1, 0, long.MaxValue - 1, long.MaxValue];

    private static readonly Gen<long> _times = Gen.OneOf(
        Gen.Long[0, 100],
        Gen.Long[-5_000, 1_000_000],
        Gen.Long[1_700_000_000_000, 1_700_000_100_000],
        Gen.Int[0, 5].Select(i => _edges[i]),
        Gen.Long);

    [Fact]
    public void Timers_come_in_the_order_of_a_sorted_set() =>
        Gen.Select(Gen.Int[0, 9], _times, Gen.Int[0, 1000]).Array[0, 300].Sample(steps =>
        {
            var wheel = new TimerWheel(300);
            var model = new SortedSet<(long Time, int Order)>();
            var present = new List<int>();
            for (var i = 0; i < steps.Length; i++)
            {
                var (kind, time, pick) = steps[i];
                if (kind < 5)
                {
                    wheel.Add(i, time);
                    model.Add((time, i));
                    present.Add(i);
                }
                else if (kind < 7 && present.Count > 0)
                {
                    var timer = present[pick % present.Count];
                    Assert.True(model.Remove((wheel.TimeOf(timer), timer)));
                    wheel.Remove(timer);
                    present.Remove(timer);
                }
                else
                {
                    Drain(wheel, model, present, kind == 9 && pick < 900 ? time / 2 : time);
                }
            }

            Drain(wheel, model, present, long.MaxValue);
            Assert.Empty(model);
            Assert.Null(wheel.NotBefore);
        });

    [Fact]
    public void No_timer_precedes_what_the_wheel_says() =>
        _times.Array[1, 50].Sample(times =>
        {
            var wheel = new TimerWheel(50);
            for (var i = 0; i < times.Length; i++)
            {
                wheel.Add(i, times[i]);
            }

            // Whoever sleeps until then and looks again finds the first timer at last, and never too late.
            var looks = 0;
            while (wheel.TakeDue(wheel.NotBefore!.Value) < 0)
            {
                Assert.True(++looks <= 11);
            }

            Assert.True(wheel.NotBefore is null || wheel.NotBefore <= times.Order().Skip(1).First());
        });

    // Timers of one time may come in any order when some of them are behind the wheel; their times may not.
    private static void Drain(TimerWheel wheel, SortedSet<(long Time, int Order)> model, List<int> present, long limit)
    {
        while (true)
        {
            var timer = wheel.TakeDue(limit);
            if (timer < 0)
            {
                break;
            }

            Assert.Equal(model.Min.Time, wheel.TimeOf(timer));
            Assert.True(wheel.TimeOf(timer) <= limit);
            Assert.True(model.Remove((wheel.TimeOf(timer), timer)));
            present.Remove(timer);
        }

        Assert.True(model.Count == 0 || model.Min.Time > limit);
    }
}
