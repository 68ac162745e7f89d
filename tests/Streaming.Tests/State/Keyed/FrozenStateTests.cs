using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.State.Keyed;

/// <summary>States of keys and values without references, and others beside them, whose snapshots are written while they change.</summary>
public class FrozenStateTests
{
    private const int Keys = 3000;

    [Theory]
    [InlineData("forever")]
    [InlineData("from writing")]
    [InlineData("from reading")]
    [InlineData("cleaned up in snapshots")]
    public void Snapshot_holds_the_states_as_they_were_when_it_was_taken(string timeToLive)
    {
        var ttl = TtlOf(timeToLive);
        using var harness = Open(ttl);
        harness.Push([.. Enumerable.Range(0, Keys)]);
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(400));
        harness.Push([.. Enumerable.Range(0, Keys / 2)]);
        var atOnce = harness.Snapshot();
        var later = harness.SnapshotLater();

        // Reading renews times, writing changes values, and new keys split pages; then everything has expired and goes.
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(400));
        harness.Push([.. Enumerable.Range(0, 3 * Keys)]);
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(2000));
        harness.Push([.. Enumerable.Range(0, Keys).Select(key => -key)]);
        later.Complete();

        Assert.Equal(Continue(ttl, atOnce), Continue(ttl, later));
    }

    [Fact]
    public void States_of_a_closed_operator_are_out_of_reach()
    {
        using (var harness = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(Math.Abs).Process(new Leaking())))
        {
            harness.Push(1);
        }

        Assert.Equal(1, Leaking.AtClose);
        Assert.Throws<InvalidOperationException>(() => Leaking.Leaked!.Value);
    }

    private static StateTtlConfig? TtlOf(string timeToLive)
    {
        var second = new StateTtlConfig(TimeSpan.FromSeconds(1));
        return timeToLive switch
        {
            "forever" => null,
            "from writing" => second,
            "from reading" => second with { UpdateType = StateTtlUpdateType.OnReadAndWrite },
            _ => second with { CleanupInFullSnapshot = true, Visibility = StateTtlVisibility.ReturnExpiredIfNotCleanedUp },
        };
    }

    private static List<string> Continue(StateTtlConfig? ttl, HarnessSnapshot snapshot)
    {
        using var harness = Open(ttl, new HarnessOptions { Restore = snapshot });
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(700));
        harness.Push([.. Enumerable.Range(0, Keys + 1)]);
        return [.. harness.Records];
    }

    private static OperatorHarness<int, string> Open(StateTtlConfig? ttl, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(Math.Abs).Process(new Several(ttl)), options ?? new HarnessOptions());

    /// <summary>Keeps its state where it lives longer than the operator; used by one test.</summary>
    private sealed class Leaking : KeyedProcessFunction<int, int, string>
    {
        public static IValueState<int>? Leaked { get; private set; }

        public static int AtClose { get; private set; }

        public override void Open(RuntimeContext context) => Leaked = context.GetState(new ValueStateDescriptor<int>("leaked"));

        public override void ProcessElement(in int number, Context context, Collector<string> output) => Leaked!.Update(number);

        public override void Close() => AtClose = Leaked!.Value;
    }

    private record struct Visit(int Key, long Count, byte Flag);

    /// <summary>Counts the visits of keys in every kind of state; negative numbers clear.</summary>
    private sealed class Several(StateTtlConfig? ttl) : KeyedProcessFunction<int, int, string>
    {
        private IValueState<Visit>? _visit;
        private IReducingState<long>? _sum;
        private IListState<int>? _list;
        private IMapState<int, long>? _map;

        public override void Open(RuntimeContext context)
        {
            _visit = context.GetState(Expiring(new ValueStateDescriptor<Visit>("visit")));
            _sum = context.GetReducingState(Expiring(new ReducingStateDescriptor<long>("sum", (a, b) => a + b)));
            _list = context.GetListState(Expiring(new ListStateDescriptor<int>("list")));
            _map = context.GetMapState(Expiring(new MapStateDescriptor<int, long>("map")));
        }

        public override void ProcessElement(in int number, Context context, Collector<string> output)
        {
            if (number < 0)
            {
                _visit!.Clear();
                _sum!.Clear();
                return;
            }

            output.Collect($"{number}: {_visit!.Value} {_sum!.Get()} {string.Join(' ', _list!.Get().ToArray())} {_map!.Get(number)}");
            ref var visit = ref _visit.Ref();
            visit = visit with { Key = number, Count = visit.Count + 1, Flag = 7 };
            _sum.Add(number);
            _list.Add(number);
            _map.Put(number, number * 2L);
        }

        private TDescriptor Expiring<TDescriptor>(TDescriptor descriptor)
            where TDescriptor : StateDescriptor
        {
            if (ttl is not null)
            {
                descriptor.EnableTimeToLive(ttl);
            }

            return descriptor;
        }
    }
}
