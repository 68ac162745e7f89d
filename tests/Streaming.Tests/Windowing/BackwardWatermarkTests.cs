using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>A watermark that goes backwards changes nothing for windows, as in Apache Flink: the highest one says what has fired and what is late.</summary>
public class BackwardWatermarkTests
{
    private static readonly OutputTag<long> _late = new("late");

    [Theory]
    [InlineData("tumbling", "[0,10) 1", "[10,20) 1;[20,30) 1", "5;8")]
    [InlineData("general", "[0,10) 1", "[10,20) 1;[20,30) 1", "5;8")]
    [InlineData("sliding", "[-10,10) 1", "[0,20) 4;[10,30) 2;[20,40) 1", "-7")]
    [InlineData("session", "[3,13) 1", "[16,31) 2", "4;2")]
    public void What_has_fired_does_not_fire_again_and_what_is_late_stays_late(string kind, string first, string later, string late)
    {
        using var harness = OperatorHarness.Of((DataStream<long> stream) =>
            WindowsOf(stream.KeyBy(_ => 0), kind).SideOutputLateData(_late).Aggregate<int, int, string>(new Count(), Show));

        harness.PushAt(3, 3).PushWatermark(14);
        Assert.Equal([first], harness.Take());

        // Back to where the windows of these records had not fired: for what is late that does not count.
        harness.PushWatermark(2);
        Push(harness, kind == "session" ? 4 : 5);
        harness.PushWatermark(long.MinValue);
        Push(harness, 16);
        Push(harness, 21);
        Push(harness, kind == "session" ? 2 : 8);
        harness.PushWatermark(14).PushWatermark(13);
        Assert.Empty(harness.Take());
        if (kind == "sliding")
        {
            Push(harness, -7);
        }

        harness.PushWatermark(100).PushWatermark(50).EndInput();

        Assert.Equal(later.Split(';'), harness.Take());
        Assert.Equal(late, string.Join(';', harness.SideOutput(_late).Take()));
    }

    private static void Push(OperatorHarness<long, string> harness, long time) => harness.PushAt(time, time);

    private static WindowedStream<long, int, TimeWindow> WindowsOf(KeyedStream<long, int> stream, string kind) => kind switch
    {
        "tumbling" => stream.Window(TumblingEventTimeWindows.Of(Ms(10))),
        "general" => stream.Window(TumblingEventTimeWindows.Of(Ms(10))).Trigger(EventTimeTrigger.Create()),
        "sliding" => stream.Window(SlidingEventTimeWindows.Of(Ms(20), Ms(10))),
        _ => stream.Window(EventTimeSessionWindows.WithGap(Ms(10))),
    };

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static void Show(int key, TimeWindow window, IReadOnlyList<int> count, Collector<string> output) =>
        output.Collect($"[{window.Start},{window.End}) {count[0]}");

    private readonly struct Count : IAggregateFunction<long, int, int>
    {
        public int CreateAccumulator() => 0;

        public void Add(in long record, ref int accumulator) => accumulator++;

        public int GetResult(in int accumulator) => accumulator;

        public void Merge(ref int accumulator, in int other) => accumulator += other;
    }
}
