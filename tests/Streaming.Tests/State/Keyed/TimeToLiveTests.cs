using System.Globalization;
using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State.Keyed;

public class TimeToLiveTests
{
    private const string Case = "state-ttl";

    private static readonly StateTtlConfig _ttl = new(TimeSpan.FromMilliseconds(400));

    public static TheoryData<string> Tags => ["create-write", "read-write", "return-expired", "map", "disabled"];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Values_expire_as_in_apache_flink(string tag)
    {
        using var harness = Open(tag);

        Play(harness, GoldenCase.Input(Case));

        Assert.Equal(GoldenCase.Expected(Case, tag), harness.Records);
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Values_expire_at_the_same_time_after_restoring_at_any_point(string tag)
    {
        var input = GoldenCase.Input(Case);
        for (var cut = 0; cut <= input.Count; cut++)
        {
            using var before = Open(tag);
            Play(before, input.Take(cut));
            using var after = Open(tag, new() { Restore = before.Snapshot(), ProcessingTime = before.Clock.Now });
            Play(after, input.Skip(cut));

            Assert.Equal(GoldenCase.Expected(Case, tag), before.Records.Concat(after.Records));
        }
    }

    [Fact]
    public void Elements_of_a_list_expire_one_by_one()
    {
        using var harness = Run<IListState<long>>(
            context => context.GetListState(WithTtl(new ListStateDescriptor<long>("list"), _ttl)),
            static (state, command, number) =>
            {
                if (command == "add")
                {
                    state.Add(number);
                }

                return string.Join(' ', state.Get().ToArray());
            });

        harness.Push(("add", 1));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(300));
        harness.Push(("add", 2));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(300));
        harness.Push(("get", 0), ("add", 3));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(400));
        harness.Push(("get", 0));

        Assert.Equal(["1", "1 2", "2", "2 3", ""], harness.Records);
    }

    [Fact]
    public void Expired_elements_of_a_list_are_returned_as_long_as_one_lives_and_then_once()
    {
        var ttl = _ttl with { Visibility = StateTtlVisibility.ReturnExpiredIfNotCleanedUp };
        using var harness = Run<IListState<long>>(
            context => context.GetListState(WithTtl(new ListStateDescriptor<long>("list"), ttl)),
            static (state, command, number) =>
            {
                if (command == "add")
                {
                    state.Add(number);
                }

                return string.Join(' ', state.Get().ToArray());
            });

        harness.Push(("add", 1));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(300));
        harness.Push(("add", 2));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(300));
        harness.Push(("get", 0));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(300));
        harness.Push(("get", 0), ("get", 0));

        Assert.Equal(["1", "1 2", "1 2", "1 2", ""], harness.Records);
    }

    [Fact]
    public void Reduction_begins_anew_when_it_has_expired()
    {
        using var harness = Run<IReducingState<long>>(
            context => context.GetReducingState(WithTtl(new ReducingStateDescriptor<long>("sum", (a, b) => a + b), _ttl)),
            static (state, _, number) =>
            {
                state.Add(number);
                return state.Get().ToString(CultureInfo.InvariantCulture);
            });

        harness.Push(("add", 1), ("add", 2));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(399));
        harness.Push(("add", 3));
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(400));
        harness.Push(("add", 4));

        Assert.Equal(["1", "3", "6", "4"], harness.Records);
    }

    [Fact]
    public void Expired_values_of_other_keys_are_removed_in_passing()
    {
        var keysLeft = EntriesAfterExpiry(_ttl, touches: 2000);

        Assert.Equal(1, keysLeft);
    }

    [Fact]
    public void Expired_values_stay_when_nothing_cleans_up()
    {
        var keysLeft = EntriesAfterExpiry(_ttl with { IncrementalCleanupSize = 0 }, touches: 2000);

        Assert.True(keysLeft > 50);
    }

    [Fact]
    public void Expired_values_are_not_written_where_snapshots_clean_up()
    {
        var keysLeft = EntriesAfterExpiry(_ttl with { IncrementalCleanupSize = 0, CleanupInFullSnapshot = true }, touches: 1);

        Assert.Equal(1, keysLeft);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Time_to_live_of_stored_state_cannot_be_added_or_taken_away(bool added)
    {
        OperatorHarness<(string, long), string> Open(bool hasTtl, HarnessOptions? options = null) => Run<IValueState<long>>(
            context => context.GetState(hasTtl ? WithTtl(new ValueStateDescriptor<long>("count"), _ttl) : new ValueStateDescriptor<long>("count")),
            static (state, _, number) =>
            {
                state.Update(number);
                return "";
            },
            options);
        using var before = Open(!added);
        var snapshot = before.Push(("set", 1)).Snapshot();

        var error = Assert.Throws<FlinkException>(() => Open(added, new() { Restore = snapshot }));

        Assert.Equal(
            $"State 'count' of 'KeyedProcess' was stored {(added ? "without" : "with")} a time to live and now {(added ? "has one" : "has none")}. "
            + "That cannot be changed for stored state: give the state another name, or start without it.",
            error.Message);
    }

    [Fact]
    public void Time_to_live_is_at_least_a_millisecond() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateTtlConfig(TimeSpan.Zero));

    // Bytes of one long value and its key are few, so the entry count is told by the snapshot's key groups.
    private static int EntriesAfterExpiry(StateTtlConfig ttl, int touches)
    {
        using var harness = OperatorHarness.Of((DataStream<long> stream) => stream.KeyBy(key => key).Process(new Touch(ttl)));
        harness.Push([.. Enumerable.Range(0, 1000).Select(i => (long)i)]);
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(400));
        harness.Push([.. Enumerable.Repeat(-1L, touches)]);
        return harness.Snapshot().KeyedEntryCount;
    }

    private static TDescriptor WithTtl<TDescriptor>(TDescriptor descriptor, StateTtlConfig ttl)
        where TDescriptor : StateDescriptor
    {
        descriptor.EnableTimeToLive(ttl);
        return descriptor;
    }

    private static OperatorHarness<(string, long), string> Run<TState>(
        Func<RuntimeContext, TState> open, Func<TState, string, long, string> use, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<(string, long)> stream) => stream.KeyBy(_ => 1).Process(new OneState<TState>(open, use)), options);

    private static void Play(OperatorHarness<GoldenEvent, string> harness, IEnumerable<GoldenEvent> input)
    {
        foreach (var one in input)
        {
            if (one.Kind == "sleep")
            {
                harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(one.Value));
            }
            else
            {
                harness.Push(one);
            }
        }
    }

    private static OperatorHarness<GoldenEvent, string> Open(string tag, HarnessOptions? options = null)
    {
        var ttl = tag switch
        {
            "read-write" => _ttl with { UpdateType = StateTtlUpdateType.OnReadAndWrite },
            "return-expired" => _ttl with { Visibility = StateTtlVisibility.ReturnExpiredIfNotCleanedUp },
            "disabled" => null,
            _ => _ttl,
        };
        return OperatorHarness.Of(
            (DataStream<GoldenEvent> stream) => stream.KeyBy(e => e.Key).Process(tag == "map" ? new Entries(_ttl) : (KeyedProcessFunction<string, GoldenEvent, string>)new Value(ttl)),
            options);
    }

    private sealed class Touch(StateTtlConfig ttl) : KeyedProcessFunction<long, long, long>
    {
        private IValueState<long>? _state;

        public override void Open(RuntimeContext context) => _state = context.GetState(WithTtl(new ValueStateDescriptor<long>("touched"), ttl));

        public override void ProcessElement(in long record, Context context, Collector<long> output) => _state!.Update(record);
    }

    private sealed class OneState<TState>(Func<RuntimeContext, TState> open, Func<TState, string, long, string> use)
        : KeyedProcessFunction<int, (string Command, long Number), string>
    {
        private TState? _state;

        public override void Open(RuntimeContext context) => _state = open(context);

        public override void ProcessElement(in (string Command, long Number) record, Context context, Collector<string> output) =>
            output.Collect(use(_state!, record.Command, record.Number));
    }

    private sealed class Value(StateTtlConfig? ttl) : KeyedProcessFunction<string, GoldenEvent, string>
    {
        private IValueState<long?>? _state;

        public override void Open(RuntimeContext context)
        {
            var descriptor = new ValueStateDescriptor<long?>("value");
            if (ttl is not null)
            {
                descriptor.EnableTimeToLive(ttl);
            }

            _state = context.GetState(descriptor);
        }

        public override void ProcessElement(in GoldenEvent record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Key},{record.Text},{_state!.Value?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
            if (record.Text == "w")
            {
                _state.Update(record.Value);
            }
        }
    }

    private sealed class Entries(StateTtlConfig ttl) : KeyedProcessFunction<string, GoldenEvent, string>
    {
        private IMapState<long, long>? _state;

        public override void Open(RuntimeContext context) => _state = context.GetMapState(WithTtl(new MapStateDescriptor<long, long>("map"), ttl));

        public override void ProcessElement(in GoldenEvent record, Context context, Collector<string> output)
        {
            var live = _state!.Entries().OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value}");
            output.Collect($"{record.Key},{record.Text},{{{string.Join(", ", live)}}}");
            if (record.Text == "w")
            {
                _state.Put(record.Value / 100, record.Value);
            }
        }
    }
}
