using Flink.Streaming.State.Tables;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Tests.Windowing;

public class DueKeysTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void Every_key_is_taken_once_when_its_time_has_come(long gap)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            using var pool = new PagePool(new HarnessMemory());
            var due = new DueKeys<int>(gap, pool);
            List<(int Key, long Time)> waiting = [];
            var now = -1000L;
            for (var round = 0; round < 200; round++)
            {
                for (var i = random.Next(6); i > 0; i--)
                {
                    Add(now + 1 + random.Next((int)Math.Min(3 * gap, 100_000)));
                }

                now += random.Next((int)Math.Min(gap, 10_000) + 1);
                var expected = waiting.Where(one => one.Time <= now).Order().ToList();
                waiting.RemoveAll(one => one.Time <= now);
                List<(int Key, long Time)> taken = [];
                while (due.TryTake(now, out var key, out var hash, out var time))
                {
                    Assert.Equal((ulong)key, hash);
                    taken.Add((key, time));
                    if (random.Next(4) == 0)
                    {
                        // As when a session has grown: into a bucket that is being read, or a later one.
                        Add(now + 1 + random.Next((int)Math.Min(gap, 100_000)));
                    }
                }

                Assert.Equal(expected, taken.Order());
            }

            void Add(long time)
            {
                var key = random.Next(1000);
                due.Add(in key, (ulong)key, time);
                waiting.Add((key, time));
            }
        }
    }

    [Fact]
    public void Few_keys_whose_times_lie_far_apart_take_little_memory()
    {
        var memory = new HarnessMemory();
        using var pool = new PagePool(memory);
        var due = new DueKeys<long>(30 * 60_000, pool);
        for (var key = 0L; key < 7000; key++)
        {
            due.Add(in key, 1, key * 256);
        }

        Assert.InRange(memory.Used, 1, 20 << 20);
    }

    [Fact]
    public void Times_at_both_ends_of_the_range_come_in_their_order()
    {
        using var pool = new PagePool(new HarnessMemory());
        var due = new DueKeys<string>(1000, pool);
        due.Add("last", 1, long.MaxValue);
        due.Add("first", 2, long.MinValue);

        Assert.True(due.TryTake(0, out var first, out _, out _));
        Assert.False(due.TryTake(0, out _, out _, out _));
        Assert.True(due.TryTake(long.MaxValue, out var last, out _, out _));
        Assert.Equal(("first", "last"), (first, last));
    }
}
