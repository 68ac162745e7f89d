using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Functions;

public class ConnectedStreamsTests
{
    private const string Case = "watermarks-two-inputs-idleness";

    private static readonly OutputTag<string> _side = new("side");

    [Fact]
    public void Event_time_of_two_inputs_advances_as_in_apache_flink()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<GoldenEvent> a, DataStream<GoldenEvent> b) => a.Connect(b).KeyBy(e => e.Key, e => e.Key).Process(new WatermarkSeen()));
        bool[] idle = [false, false];

        foreach (var one in GoldenCase.Input(Case))
        {
            var input = one.Stream == "a" ? 0 : 1;
            if (idle[input] != (one.Kind == "idle"))
            {
                idle[input] = !idle[input];
                Send(harness, input, idle[input] ? StreamStatus.Idle : StreamStatus.Active);
            }

            Send(harness, input, one);
        }

        harness.EndFirst();
        Assert.Equal(GoldenCase.Expected(Case, "connect"), harness.Records);
    }

    [Fact]
    public void Event_time_of_a_union_advances_as_in_apache_flink()
    {
        using var harness = OperatorHarness.Of((DataStream<GoldenEvent> stream) => stream.KeyBy(e => e.Key).Process(new WatermarkSeenByOne()));
        var merger = new WatermarkMerger(2);
        bool[] idle = [false, false];

        foreach (var one in GoldenCase.Input(Case))
        {
            var channel = one.Stream == "a" ? 0 : 1;
            if (idle[channel] != (one.Kind == "idle"))
            {
                idle[channel] = !idle[channel];
                Pass(harness, merger.Change(channel, idle[channel]).Watermark);
            }

            if (one.Kind == "wm")
            {
                Pass(harness, merger.Advance(channel, one.Ts));
            }
            else if (one.Kind == "rec")
            {
                harness.PushAt(one.Ts, one);
            }
        }

        harness.EndInput();
        Assert.Equal(GoldenCase.Expected(Case, "union"), harness.Records);
    }

    [Fact]
    public void Two_maps_give_one_stream()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<string> texts) => numbers.Connect(texts).Map(number => $"1:{number}", text => $"2:{text}"));

        harness.PushFirstAt(5, 1).PushSecondAt(6, "a").PushFirst(2);

        Assert.Equal(["1:1", "2:a", "1:2"], harness.Records);
        Assert.Equal([5, 6, Timestamp.None], harness.Timestamps);
    }

    [Fact]
    public void Two_flat_maps_give_any_number_of_results()
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers, DataStream<string> texts) => numbers.Connect(texts).FlatMap<string>(
            (number, output) =>
            {
                for (var i = 0; i < number; i++)
                {
                    output.Collect($"{i}");
                }
            },
            (text, output) => output.Collect(text)));

        Assert.Equal(["a", "0", "1"], harness.PushSecond("a").PushFirst(0, 2).Records);
    }

    [Fact]
    public void Both_sides_share_the_state_of_a_key_also_after_a_restore()
    {
        TwoInputHarness<int, string, string> Open(HarnessOptions options) => OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<string> keys) => numbers.Connect(keys).KeyBy(n => $"{n % 10}", key => key).FlatMap(new CountAndTell()), options);
        using var before = Open(new() { Parallelism = 2 });
        before.PushFirst([.. Enumerable.Range(0, 95)]);
        using var after = Open(new() { Parallelism = 3, Restore = before.Snapshot() });

        after.PushSecond("3", "7", "none");

        Assert.Equal(["3:10", "7:9", "none:0"], after.Records.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Both_sides_emit_to_side_outputs()
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers, DataStream<string> texts) => numbers.Connect(texts).Process(new ToTheSide()));

        harness.PushFirstAt(1, 10).PushSecondAt(2, "a");

        Assert.Equal(["10", "a"], harness.SideOutput(_side).Records);
        Assert.Equal([1, 2], harness.SideOutput(_side).Timestamps);
    }

    [Fact]
    public void Streams_of_two_environments_cannot_be_connected() => Assert.Throws<ArgumentException>(() =>
        Program.NewEnvironment().Read<int>().Connect(Program.NewEnvironment().Read<int>()));

    private static void Send(TwoInputHarness<GoldenEvent, GoldenEvent, string> harness, int input, StreamStatus status) =>
        _ = input == 0 ? harness.PushFirstStatus(status) : harness.PushSecondStatus(status);

    private static void Send(TwoInputHarness<GoldenEvent, GoldenEvent, string> harness, int input, GoldenEvent one)
    {
        switch (one.Kind)
        {
            case "rec" when input == 0:
                harness.PushFirstAt(one.Ts, one);
                break;
            case "rec":
                harness.PushSecondAt(one.Ts, one);
                break;
            case "wm" when input == 0:
                harness.PushFirstWatermark(one.Ts);
                break;
            case "wm":
                harness.PushSecondWatermark(one.Ts);
                break;
        }
    }

    private static void Pass(OperatorHarness<GoldenEvent, string> harness, Watermark? watermark)
    {
        if (watermark is not null)
        {
            harness.PushWatermark(watermark.Time);
        }
    }

    private sealed class WatermarkSeen : KeyedCoProcessFunction<string, GoldenEvent, GoldenEvent, string>
    {
        public override void ProcessElement1(in GoldenEvent record, Context context, Collector<string> output) => Tell(record, context, output);

        public override void ProcessElement2(in GoldenEvent record, Context context, Collector<string> output) => Tell(record, context, output);

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"t,{timestamp},{context.CurrentWatermark}");

        private static void Tell(GoldenEvent record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Value},{context.CurrentWatermark}");
            context.TimerService.RegisterEventTimeTimer(record.Ts);
        }
    }

    private sealed class WatermarkSeenByOne : KeyedProcessFunction<string, GoldenEvent, string>
    {
        public override void ProcessElement(in GoldenEvent record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Value},{context.CurrentWatermark}");
            context.TimerService.RegisterEventTimeTimer(record.Ts);
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"t,{timestamp},{context.CurrentWatermark}");
    }

    private sealed class CountAndTell : ICoFlatMapFunction<int, string, string>, IRichFunction
    {
        private IValueState<int>? _count;

        public void Open(RuntimeContext context) => _count = context.GetState(new ValueStateDescriptor<int>("count"));

        public void FlatMap1(in int record, Collector<string> output) => _count!.Ref()++;

        public void FlatMap2(in string record, Collector<string> output) => output.Collect($"{record}:{_count!.Value}");

        public void Close()
        {
        }
    }

    private sealed class ToTheSide : CoProcessFunction<int, string, string>
    {
        public override void ProcessElement1(in int record, Context context, Collector<string> output) => context.Output(_side, $"{record}");

        public override void ProcessElement2(in string record, Context context, Collector<string> output) => context.Output(_side, record);
    }
}
