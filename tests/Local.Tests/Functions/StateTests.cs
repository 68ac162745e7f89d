using System.Globalization;
using System.Text.RegularExpressions;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.State;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;

namespace Flink.Local.Tests.Functions;

public class StateTests
{
    private static readonly MapStateDescriptor<string, long> _factors = new("factors");
    private static readonly OutputTag<long> _odd = new("odd");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Reducing_and_map_state_are_those_of_apache_flink_at_any_parallelism(int parallelism)
    {
        var results = await Programs.NewEnvironment(parallelism).FromCollection(Input("state-kinds")).KeyBy(e => e.Key).Process(new MapAndMaximum()).CollectAsync();

        // Of tag, key, value, list, map, maximum, average: key, map and maximum.
        var expected = Golden.Lines("state-kinds", "expected.csv")
            .Select(line => Regex.Replace(line, @"^main,(\w+),.*,(\{.*\}),([^,]*),[^,]*$", "$1,$2,$3")).ToList();
        foreach (var key in (string[])["x", "y"])
        {
            Assert.Equal(
                expected.Where(line => line.StartsWith(key, StringComparison.Ordinal)), results.Where(line => line.StartsWith(key, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Event_timers_fire_at_the_end_and_processing_timers_do_not_hold_it_up(int parallelism)
    {
        var results = await Programs.NewEnvironment(parallelism).FromCollection(Input("end-of-input-timers").Where(e => e.Kind == "rec"))
            .KeyBy(e => e.Key).Process(new AtTheEnd()).CollectAsync();

        Assert.Equal(Golden.Lines("end-of-input-timers", "expected.csv").Order(StringComparer.Ordinal), results.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Connected_streams_meet_by_key(int parallelism)
    {
        var environment = Programs.NewEnvironment(parallelism);
        var numbers = environment.FromSequence(0, 999);
        var others = environment.FromSequence(0, 499).Map(n => $"{n}");

        var results = await numbers.Connect(others).KeyBy(n => n % 10, text => long.Parse(text, CultureInfo.InvariantCulture) % 10)
            .Process(new CountBoth()).CollectAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(key => $"{key}: 100 and 50"), results.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Broadcast_records_reach_every_subtask()
    {
        var environment = Programs.NewEnvironment(3);
        var factors = environment.FromCollection([("factor", 3L)]).Broadcast(_factors);

        var results = await environment.FromSequence(0, 99).KeyBy(n => n).Connect(factors).Process(new MultiplyAtTheEnd()).CollectAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(n => 3L * n), results.Order());
    }

    [Fact]
    public async Task Keyed_process_function_has_side_outputs()
    {
        var expected = Golden.Lines("window-all-and-side-outputs", "expected.csv").Where(line => line.StartsWith("odd,", StringComparison.Ordinal)).Select(line => line[4..]);
        var split = Programs.NewEnvironment(2).FromCollection(Input("window-all-and-side-outputs").Where(e => e.Kind == "rec"))
            .KeyBy(e => e.Key).Process(new Split());

        var results = await split.GetSideOutput(_odd).CollectAsync();

        Assert.Equal(expected.Order(StringComparer.Ordinal), results.Select(n => n.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keyed_state_without_keys_fails_the_job_with_the_name_of_the_operator()
    {
        var environment = Programs.NewEnvironment();
        environment.FromSequence(0, 9).Map(new Counting()).Name("Count").AddSink(_ => { });

        var failure = await environment.FailAsync();

        Assert.Contains("ValueState<System.Int64> 'count' of 'Count': keyed state on a stream without keys.", failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Event> Input(string name) => Golden.Lines(name, "input.csv").Skip(1).Select(line => line.Split(','))
        .Select(f => new Event(f[1], f[2], long.Parse(f[3], CultureInfo.InvariantCulture), f[4].Length == 0 ? 0 : long.Parse(f[4], CultureInfo.InvariantCulture), f[5]));

    public sealed record Event(string Kind, string Key, long Ts, long Value, string Text);

    private sealed class MapAndMaximum : KeyedProcessFunction<string, Event, string>
    {
        private IMapState<long, long>? _map;
        private IReducingState<long>? _maximum;

        public override void Open(RuntimeContext context)
        {
            _map = context.GetMapState(new MapStateDescriptor<long, long>("map"));
            _maximum = context.GetReducingState(new ReducingStateDescriptor<long>("maximum", Math.Max));
        }

        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            if (record.Text == "clear")
            {
                _map!.Clear();
                _maximum!.Clear();
            }
            else
            {
                _map!.Put(record.Value % 3, _map.Get(record.Value % 3) + 1);
                _maximum!.Add(record.Value);
            }

            var entries = _map.Entries().OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value}");
            output.Collect($"{context.CurrentKey},{{{string.Join(", ", entries)}}},{(_maximum.TryGet(out var maximum) ? $"{maximum}" : "null")}");
        }
    }

    private sealed class AtTheEnd : KeyedProcessFunction<string, Event, string>
    {
        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            output.Collect($"main,element,{context.CurrentKey},{record.Ts}");
            context.TimerService.RegisterEventTimeTimer(record.Ts + 1_000_000);
            context.TimerService.RegisterProcessingTimeTimer(context.TimerService.CurrentProcessingTime + 3_600_000);
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output)
        {
            output.Collect($"main,EVENT_TIME,{context.CurrentKey},{timestamp},{context.CurrentWatermark}");
            if (timestamp == 1_000_001)
            {
                context.TimerService.RegisterEventTimeTimer(timestamp + 5);
                context.TimerService.RegisterEventTimeTimer(long.MaxValue);
            }
        }
    }

    private sealed class CountBoth : KeyedCoProcessFunction<long, long, string, string>
    {
        private IValueState<(int First, int Second)>? _counts;

        public override void Open(RuntimeContext context) => _counts = context.GetState(new ValueStateDescriptor<(int First, int Second)>("counts"));

        public override void ProcessElement1(in long record, Context context, Collector<string> output)
        {
            _counts!.Ref().First++;
            context.TimerService.RegisterEventTimeTimer(long.MaxValue);
        }

        public override void ProcessElement2(in string record, Context context, Collector<string> output) => _counts!.Ref().Second++;

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"{context.CurrentKey}: {_counts!.Value.First} and {_counts.Value.Second}");
    }

    private sealed class MultiplyAtTheEnd : KeyedBroadcastProcessFunction<long, long, (string Name, long Value), long>
    {
        public override void ProcessElement(in long record, ReadOnlyContext context, Collector<long> output) =>
            context.TimerService.RegisterEventTimeTimer(long.MaxValue);

        public override void ProcessBroadcastElement(in (string Name, long Value) record, Context context, Collector<long> output) =>
            context.GetBroadcastState(_factors).Put(record.Name, record.Value);

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<long> output) =>
            output.Collect(context.CurrentKey * context.GetBroadcastState(_factors).Get("factor"));
    }

    private sealed class Split : KeyedProcessFunction<string, Event, long>
    {
        public override void ProcessElement(in Event record, Context context, Collector<long> output)
        {
            if (record.Value % 2 == 0)
            {
                output.Collect(record.Value);
            }
            else
            {
                context.Output(_odd, record.Value);
            }
        }
    }

    private sealed class Counting : IMapFunction<long, long>, IRichFunction
    {
        public void Open(RuntimeContext context) => context.GetState(new ValueStateDescriptor<long>("count"));

        public long Map(in long record) => record;

        public void Close()
        {
        }
    }
}
