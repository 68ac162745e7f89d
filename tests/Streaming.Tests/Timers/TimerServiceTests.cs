using CsCheck;
using Flink.Core.Serialization;
using Flink.Core.Tests.Harness;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.Testing;
using Flink.Streaming.Timers;
using IntComparer = Flink.Core.Types.Keys.IntegerKeyComparer<int>;
using Service = Flink.Streaming.Timers.TimerService<int, Flink.Streaming.Timers.NoNamespace, Flink.Core.Types.Keys.IntegerKeyComparer<int>, Flink.Streaming.Timers.NoNamespaceComparer>;

namespace Flink.Streaming.Tests.Timers;

public class TimerServiceTests
{
    [Fact]
    public void Event_timers_fire_in_the_order_of_time_once_the_watermark_is_there()
    {
        var test = new Fixture();
        test.Event(1, 30).Event(2, 10).Event(3, 20);

        Assert.Equal("", test.Watermark(9));
        Assert.Equal("2@10 3@20", test.Watermark(20));
        Assert.Equal("1@30", test.Watermark(100));
        Assert.Equal(0, test.Service.EventTimeTimers);
    }

    [Fact]
    public void Timers_of_one_key_and_time_are_one_timer()
    {
        var test = new Fixture();
        test.Event(1, 10).Event(1, 10).Event(2, 10).Event(1, 11);

        Assert.Equal(3, test.Service.EventTimeTimers);
        Assert.Equal("1@10 2@10 1@11", test.Watermark(50));
    }

    [Fact]
    public void Deleted_timer_does_not_fire_and_one_that_is_not_there_can_be_deleted()
    {
        var test = new Fixture();
        test.Event(1, 10).Event(2, 10);
        test.Delete(1, 10);
        test.Delete(1, 10);
        test.Delete(7, 70);

        Assert.Equal("2@10", test.Watermark(50));
    }

    [Fact]
    public void Timer_that_is_deleted_and_registered_again_fires_once()
    {
        var test = new Fixture();
        for (var i = 0; i < 3; i++)
        {
            test.Event(1, 10);
            test.Delete(1, 10);
        }

        Assert.Equal("", test.Watermark(5));
        test.Event(1, 10).Event(2, 10);
        Assert.Equal("1@10 2@10", string.Join(' ', test.Watermark(20).Split(' ').Order()));
        Assert.Equal("", test.Watermark(30));
    }

    [Fact]
    public void Timers_that_are_moved_on_for_ever_take_no_more_room()
    {
        // As sessions do: each record deletes the end of its session and registers a later one.
        var test = new Fixture();
        for (var time = 0; time < 100_000; time++)
        {
            test.Event(time % 10, 1_000_000 + time);
            test.Delete(time % 10, 1_000_000 + time - 10);
        }

        Assert.Equal(10, test.Service.EventTimeTimers);
        Assert.True(test.Service.StaleTimers <= 1100);
        Assert.Equal(Enumerable.Range(99_990, 10).Select(time => $"{time % 10}@{1_000_000 + time}"), test.Watermark(long.MaxValue).Split(' '));
    }

    [Fact]
    public void Event_timer_of_the_past_fires_with_the_next_watermark_in_its_order()
    {
        var test = new Fixture();
        test.Watermark(100);
        test.Event(1, 50).Event(2, 20).Event(3, 101).Event(4, 100);

        Assert.Equal("2@20 1@50 4@100", test.Watermark(100));
        Assert.Equal("3@101", test.Watermark(102));
    }

    [Fact]
    public void Timer_that_a_timer_registers_fires_with_the_same_watermark_when_it_is_due()
    {
        var test = new Fixture();
        test.OnFire = (key, time) =>
        {
            if (key == 1)
            {
                test.Event(1, time + 1).Event(2, 3);
            }
        };
        test.Event(1, 10);

        Assert.Equal("1@10 2@3 1@11 2@3 1@12 2@3", test.Watermark(12));
        Assert.Equal(1, test.Service.EventTimeTimers);
    }

    [Fact]
    public void Timer_that_deletes_a_later_one_of_the_same_watermark_keeps_it_from_firing()
    {
        var test = new Fixture();
        test.OnFire = (_, time) =>
        {
            if (time == 10)
            {
                test.Delete(2, 20);
            }
        };
        test.Event(1, 10).Event(2, 20).Event(3, 30);

        Assert.Equal("1@10 3@30", test.Watermark(40));
    }

    [Fact]
    public void Last_watermark_fires_everything_also_what_is_registered_meanwhile()
    {
        var test = new Fixture();
        test.OnFire = (key, time) =>
        {
            if (time == 5)
            {
                test.Event(key, long.MaxValue);
            }
        };
        test.Event(1, 5).Event(2, long.MaxValue - 1).Event(3, long.MinValue).Event(4, -1);

        Assert.Equal($"3@{long.MinValue} 4@-1 1@5 2@{long.MaxValue - 1} 1@{long.MaxValue}", test.Watermark(long.MaxValue));
    }

    [Fact]
    public void Watermark_that_goes_backwards_changes_nothing()
    {
        var test = new Fixture();
        test.Watermark(100);
        test.Event(1, 50);

        Assert.Equal("", test.Watermark(60));
        Assert.Equal(100, test.Service.CurrentWatermark);
        Assert.Equal("1@50", test.Watermark(101));
    }

    [Fact]
    public void Processing_timer_fires_when_its_millisecond_is_over()
    {
        var test = new Fixture();
        test.Processing(1, 999);

        Assert.Equal("", test.Clock(999));
        Assert.Equal("1@999p", test.Clock(1000));
    }

    [Fact]
    public void Engine_has_one_timer_for_the_earliest()
    {
        var test = new Fixture();
        test.Processing(1, 3_600_000).Processing(2, 500).Processing(3, 700).Processing(4, 300);
        Assert.Equal(1, test.Context.Alarms);

        Assert.Equal("4@300p", test.Clock(301));
        Assert.Equal(1, test.Context.Alarms);
        Assert.Equal("2@500p 3@700p", test.Clock(701));
        Assert.Equal(1, test.Context.Alarms);
        Assert.Equal("1@3600000p", test.Clock(3_600_001));
        Assert.Equal(0, test.Context.Alarms);
    }

    [Fact]
    public void Processing_timer_of_the_past_fires_at_once()
    {
        var test = new Fixture();
        test.Clock(1000);
        test.Processing(1, 500);

        Assert.Equal("1@500p", test.Clock(1000));
    }

    [Fact]
    public void Timer_that_registers_the_next_millisecond_does_not_hold_the_task()
    {
        var test = new Fixture();
        test.OnFire = (key, time) => test.Processing(key, time + 1);
        test.Processing(1, 10);

        Assert.Equal("1@10p 1@11p 1@12p", test.Clock(13));
        Assert.Equal(1, test.Service.ProcessingTimeTimers);
    }

    [Fact]
    public void Disposed_service_fires_no_processing_timers()
    {
        var test = new Fixture();
        test.Processing(1, 10);
        test.Service.Dispose();

        Assert.Equal("", test.Clock(100));
        Assert.Equal(0, test.Context.Alarms);
    }

    [Fact]
    public void Namespaces_tell_timers_of_a_key_apart_and_survive_a_snapshot()
    {
        var fired = new List<string>();
        var service = Words(fired);
        foreach (var word in (string[])["b", "a", "b"])
        {
            service.RegisterEventTimeTimer("key", default(StringKeyComparer).Hash("key"), word, 10);
        }

        service.DeleteEventTimeTimer("key", default(StringKeyComparer).Hash("key"), "a", 11);
        var state = new MemoryState();
        service.Snapshot(state);

        var restored = Words(fired);
        restored.Restore(state.ShareOf(0, 1, 128));
        restored.AdvanceWatermark(10);
        Assert.Equal(["key a 10", "key b 10"], fired.Order());
    }

    [Fact]
    public void Timers_of_keys_that_have_changed_are_refused()
    {
        var before = new Fixture();
        before.Event(1, 10);
        var state = new MemoryState();
        before.Service.Snapshot(state);
        var after = Words([]);

        var error = Assert.Throws<IncompatibleSchemaException>(() => after.Restore(state.ShareOf(0, 1, 128)));

        Assert.Contains("timers.event-time' of '", error.Message, StringComparison.Ordinal);
        Assert.Contains("its keys were written as 'int' and are read as 'string'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Timers_with_a_namespace_are_not_read_as_such_without()
    {
        var (with, without) = (Words([]), Words<NoNamespace, NoNamespaceComparer>());
        with.RegisterEventTimeTimer("key", default(StringKeyComparer).Hash("key"), "a", 10);
        without.RegisterEventTimeTimer("key", default(StringKeyComparer).Hash("key"), default, 10);
        var (state, plain) = (new MemoryState(), new MemoryState());
        with.Snapshot(state);
        without.Snapshot(plain);

        var unexpected = Assert.Throws<IncompatibleSchemaException>(() => Words<NoNamespace, NoNamespaceComparer>().Restore(state.ShareOf(0, 1, 128)));
        Assert.Contains("with each key a 'string' was written", unexpected.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<IncompatibleSchemaException>(() => Words([]).Restore(plain.ShareOf(0, 1, 128)));
        Assert.Contains("without what is read as 'string'", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Timers_move_with_their_key_groups_when_the_parallelism_changes(int parallelism)
    {
        var before = new Fixture();
        for (var key = 0; key < 1000; key++)
        {
            before.Event(key, key % 17).Processing(key, 5_000 + key);
        }

        var state = new MemoryState();
        before.Service.Snapshot(state);
        var fired = new List<string>();
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            var range = KeyGroups.RangeOf(subtask, 128, parallelism);
            var after = new Fixture();
            after.Service.Restore(state.ShareOf(subtask, parallelism, 128));
            after.OnFire = (key, _) => Assert.True(range.Contains(KeyGroups.Of(default(IntComparer).Hash(in key), 128)));
            Assert.Equal(1, after.Context.Alarms);
            fired.AddRange(after.Watermark(100).Split(' '));
            fired.AddRange(after.Clock(10_000).Split(' '));
        }

        Assert.Equal(Enumerable.Range(0, 1000).SelectMany(key => (string[])[$"{key}@{key % 17}", $"{key}@{5_000 + key}p"]).Order(), fired.Order());
    }

    [Fact]
    public void Snapshot_holds_the_timers_of_its_moment_although_it_is_written_later()
    {
        var test = new Fixture();
        test.Event(1, 10).Event(2, 20);
        using var state = new MemoryState(isDeferred: true);
        test.Service.Snapshot(state);
        test.Delete(2, 20);
        test.Event(3, 30);
        test.Watermark(10);
        state.WriteFrozen();

        var restored = new Fixture();
        restored.Service.Restore(state.ShareOf(0, 1, 128));
        Assert.Equal("1@10 2@20", restored.Watermark(100));
    }

    [Fact]
    public void Timers_fire_as_those_of_a_sorted_set_do() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 20], Gen.Long[-20, 200]).Array[0, 300].Sample(steps =>
        {
            var test = new Fixture();
            var model = new SortedSet<(long Time, int Key)>();
            foreach (var (kind, key, time) in steps)
            {
                if (kind < 6)
                {
                    test.Event(key, time);
                    model.Add((time, key));
                }
                else if (kind < 8)
                {
                    test.Delete(key, time);
                    model.Remove((time, key));
                }
                else if (time >= test.Service.CurrentWatermark)
                {
                    var due = model.TakeWhile(timer => timer.Time <= time).ToList();
                    due.ForEach(timer => model.Remove(timer));
                    var fired = test.Watermark(time).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
                    Assert.Equal(due.Select(timer => timer.Time), fired.Select(timer => timer.Time));
                    Assert.Equal(due, fired.Order());
                }

                Assert.Equal(model.Count, test.Service.EventTimeTimers);
            }
        });

    [Fact]
    public void Timers_allocate_nothing_once_there_is_room_for_them()
    {
        const int Keys = 10_000;
        var target = new Silent();
        var service = new Service("timers", new ClockContext(), target);
        long Round(long time)
        {
            for (var key = 0; key < Keys; key++)
            {
                service.RegisterEventTimeTimer(in key, default(IntComparer).Hash(in key), default, time + key % 1000);
                service.DeleteEventTimeTimer(in key, default(IntComparer).Hash(in key), default, time + (key + 1) % 1000);
            }

            service.AdvanceWatermark(time + 500);
            return time + 1000;
        }

        var next = 0L;
        var allocated = Allocated.Least(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                next = Round(next);
            }
        });

        Assert.Equal(0, allocated);
        Assert.True(target.Fired > 0);
    }

    private static (long Time, int Key) Parse(string text)
    {
        var parts = text.Split('@');
        return (long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static TimerService<string?, string?, StringKeyComparer, StringKeyComparer> Words(List<string> fired) =>
        new("timers", new ClockContext(), new Recorder<string?, string?>((key, word, time, _) => fired.Add($"{key} {word} {time}")));

    private static TimerService<string?, TNamespace, StringKeyComparer, TComparer> Words<TNamespace, TComparer>()
        where TComparer : struct, IKeyComparer<TNamespace> =>
        new("timers", new ClockContext(), new Recorder<string?, TNamespace>((_, _, _, _) => { }));

    private sealed class Fixture
    {
        private readonly List<string> _fired = [];

        public Fixture() => Service = new Service("timers", Context, new Recorder<int, NoNamespace>((key, _, time, isProcessingTime) =>
        {
            _fired.Add($"{key}@{time}{(isProcessingTime ? "p" : "")}");
            OnFire?.Invoke(key, time);
        }));

        public ClockContext Context { get; } = new();

        public Service Service { get; }

        public Action<int, long>? OnFire { get; set; }

        public Fixture Event(int key, long time)
        {
            Service.RegisterEventTimeTimer(in key, default(IntComparer).Hash(in key), default, time);
            return this;
        }

        public Fixture Processing(int key, long time)
        {
            Service.RegisterProcessingTimeTimer(in key, default(IntComparer).Hash(in key), default, time);
            return this;
        }

        public void Delete(int key, long time) => Service.DeleteEventTimeTimer(in key, default(IntComparer).Hash(in key), default, time);

        public string Watermark(long time)
        {
            Service.AdvanceWatermark(time);
            return Take();
        }

        // More than once: an alarm may come early and be set anew.
        public string Clock(long time)
        {
            for (var i = 0; i < 12; i++)
            {
                Context.MoveTo(time);
            }

            return Take();
        }

        private string Take()
        {
            var text = string.Join(' ', _fired);
            _fired.Clear();
            return text;
        }
    }

    private sealed class Recorder<TKey, TNamespace>(Action<TKey, TNamespace, long, bool> record) : ITimerTarget<TKey, TNamespace>
    {
        public void OnEventTime(in TKey key, in TNamespace @namespace, long time) => record(key, @namespace, time, false);

        public void OnProcessingTime(in TKey key, in TNamespace @namespace, long time) => record(key, @namespace, time, true);
    }

    private sealed class Silent : ITimerTarget<int, NoNamespace>
    {
        public int Fired { get; private set; }

        public void OnEventTime(in int key, in NoNamespace @namespace, long time) => Fired++;

        public void OnProcessingTime(in int key, in NoNamespace @namespace, long time) => Fired++;
    }
}
