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
    public void Items_come_in_the_order_of_a_sorted_set() =>
        Gen.Select(Gen.Int[0, 9], _times, Gen.Bool).Array[0, 300].Sample(steps =>
        {
            var wheel = new TimerWheel<int>();
            var model = new SortedSet<(long Time, int Item)>();
            for (var i = 0; i < steps.Length; i++)
            {
                var (kind, time, half) = steps[i];
                if (kind < 7)
                {
                    wheel.Add(time, i);
                    model.Add((time, i));
                }
                else
                {
                    Drain(wheel, model, half ? time / 2 : time);
                }

                Assert.Equal(model.Count, wheel.Count);
            }

            Drain(wheel, model, long.MaxValue);
            Assert.Empty(model);
            Assert.Null(wheel.NotBefore);
        });

    [Fact]
    public void No_item_precedes_what_the_wheel_says() =>
        _times.Array[1, 50].Sample(times =>
        {
            var wheel = new TimerWheel<int>();
            Array.ForEach(times, time => wheel.Add(time, 0));

            // Whoever sleeps until then and looks again finds the first item at last, and never too late.
            var looks = 0;
            long first;
            while (!wheel.TryTakeDue(wheel.NotBefore!.Value, out first, out _))
            {
                Assert.True(++looks <= 11);
            }

            Assert.Equal(times.Min(), first);
        });

    [Fact]
    public void Items_of_one_time_come_in_the_order_in_which_they_were_added()
    {
        var wheel = new TimerWheel<int>();
        for (var i = 0; i < 1000; i++)
        {
            wheel.Add(5_000_000 + i % 3, i);
        }

        List<int> taken = [];
        while (wheel.TryTakeDue(10_000_000, out _, out var item))
        {
            taken.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, 1000).OrderBy(i => i % 3), taken);
    }

    [Fact]
    public void Cleared_wheel_is_empty_and_goes_on()
    {
        var wheel = new TimerWheel<string>();
        wheel.TryTakeDue(100, out _, out _);
        foreach (var time in _edges)
        {
            wheel.Add(time, "old");
        }

        wheel.Clear();
        Assert.Equal(0, wheel.Count);
        Assert.Null(wheel.NotBefore);
        wheel.Add(7, "new");
        Assert.True(wheel.TryTakeDue(8, out var taken, out var item));
        Assert.Equal((7, "new"), (taken, item));
    }

    // Items of one time may come in any order when some of them are behind the wheel; their times may not.
    private static void Drain(TimerWheel<int> wheel, SortedSet<(long Time, int Item)> model, long limit)
    {
        while (wheel.TryTakeDue(limit, out var time, out var item))
        {
            Assert.Equal(model.Min.Time, time);
            Assert.True(time <= limit);
            Assert.True(model.Remove((time, item)));
        }

        Assert.True(model.Count == 0 || model.Min.Time > limit);
    }
}
