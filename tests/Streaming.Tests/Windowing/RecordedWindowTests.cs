using Flink.Core.Graph;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Windows against recorded runs of Apache Flink, in each way of keeping their contents.</summary>
public class RecordedWindowTests
{
    private static readonly OutputTag<GoldenEvent> _late = new("late");
    private static readonly OutputTag<string> _cleared = new("cleared");

    public static TheoryData<string, Contents> TimeWindows()
    {
        TheoryData<string, Contents> cases = [];
        foreach (var name in (string[])
            ["tumbling-event-time-late", "tumbling-offset-negative-time", "sliding-event-time", "session-event-time", "session-dynamic-gap-lateness", "continuous-event-time-trigger"])
        {
            foreach (var contents in Enum.GetValues<Contents>())
            {
                cases.Add(name, contents);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(TimeWindows))]
    public void Time_windows_give_what_apache_flink_gives(string name, Contents contents)
    {
        foreach (var parallelism in (int[])[1, 2])
        {
            using var harness = OperatorHarness.Of((DataStream<GoldenEvent> stream) => TimeWindow(stream, name, contents), new() { Parallelism = parallelism });
            WindowScript.Play(harness, GoldenCase.Input(name));
            harness.EndInput();

            WindowScript.AssertSame(GoldenCase.Expected(name, "main"), harness.Records);
            WindowScript.AssertSame(GoldenCase.Expected(name, "late"), harness.SideOutput(_late).Records.Select(WindowScript.Show));
        }
    }

    [Theory]
    [MemberData(nameof(TimeWindows))]
    public void Time_windows_go_on_after_restoring_at_any_point(string name, Contents contents)
    {
        var input = GoldenCase.Input(name);

        // The last record of this case leaves a timer behind that is due already, and would fire with the watermark that is sent again.
        var last = name == "continuous-event-time-trigger" ? input.Count - 1 : input.Count;
        for (var cut = 0; cut <= last; cut++)
        {
            using var before = OperatorHarness.Of((DataStream<GoldenEvent> stream) => TimeWindow(stream, name, contents), new() { Parallelism = 2 });
            WindowScript.Play(before, input.Take(cut));
            using var after = OperatorHarness.Of(
                (DataStream<GoldenEvent> stream) => TimeWindow(stream, name, contents), new() { Restore = before.Snapshot(), Parallelism = 1 + cut % 3 });
            WindowScript.Resume(after, input, cut);
            after.EndInput();

            WindowScript.AssertSame(GoldenCase.Expected(name, "main"), before.Records.Concat(after.Records));
            WindowScript.AssertSame(
                GoldenCase.Expected(name, "late"), before.SideOutput(_late).Records.Concat(after.SideOutput(_late).Records).Select(WindowScript.Show));
        }
    }

    [Theory]
    [InlineData("count-window-tumbling", "main")]
    [InlineData("count-window-sliding", "main")]
    [InlineData("global-window-triggers", "count")]
    [InlineData("global-window-triggers", "purging")]
    [InlineData("global-window-triggers", "delta")]
    [InlineData("global-window-triggers", "purging-delta")]
    [InlineData("global-window-triggers", "end")]
    public void Windows_without_end_give_what_apache_flink_gives(string name, string tag)
    {
        var input = GoldenCase.Input(name);
        for (var cut = 0; cut <= input.Count; cut++)
        {
            using var before = OperatorHarness.Of((DataStream<GoldenEvent> stream) => GlobalWindow(stream, name, tag));
            WindowScript.Play(before, input.Take(cut));
            using var after = OperatorHarness.Of(
                (DataStream<GoldenEvent> stream) => GlobalWindow(stream, name, tag), new() { Restore = before.Snapshot(), Parallelism = 1 + cut % 2 });
            WindowScript.Resume(after, input, cut);
            after.EndInput();

            WindowScript.AssertSame(GoldenCase.Expected(name, tag), before.Records.Concat(after.Records));
        }
    }

    [Fact]
    public void Function_keeps_state_for_its_window_and_for_its_key()
    {
        const string Name = "window-function-state";
        var input = GoldenCase.Input(Name);
        for (var cut = 0; cut <= input.Count; cut++)
        {
            using var before = OperatorHarness.Of((DataStream<GoldenEvent> stream) => WithState(stream));
            WindowScript.Play(before, input.Take(cut));
            using var after = OperatorHarness.Of((DataStream<GoldenEvent> stream) => WithState(stream), new() { Restore = before.Snapshot() });
            WindowScript.Resume(after, input, cut);
            after.EndInput();

            WindowScript.AssertSame(GoldenCase.Expected(Name, "main"), before.Records.Concat(after.Records));
            WindowScript.AssertSame(
                GoldenCase.Expected(Name, "cleared"), before.SideOutput(_cleared).Records.Concat(after.SideOutput(_cleared).Records));
        }
    }

    [Theory]
    [InlineData("all")]
    [InlineData("chain")]
    public void Windows_of_the_whole_stream_give_what_apache_flink_gives(string tag)
    {
        const string Name = "window-all-and-side-outputs";
        using var harness = OperatorHarness.Of((DataStream<GoldenEvent> stream) => All(stream, tag), new() { Parallelism = 2 });

        WindowScript.Play(harness, GoldenCase.Input(Name));
        harness.EndInput();

        WindowScript.AssertSame(GoldenCase.Expected(Name, tag), harness.Records);
    }

    private static OperatorStream<string> TimeWindow(DataStream<GoldenEvent> stream, string name, Contents contents)
    {
        var keyed = stream.KeyBy(e => e.Key);
        var second = TimeSpan.FromSeconds(1);
        var windows = name switch
        {
            "tumbling-event-time-late" => keyed.Window(TumblingEventTimeWindows.Of(second)),
            "tumbling-offset-negative-time" => keyed.Window(TumblingEventTimeWindows.Of(second, Milliseconds(-300))),
            "sliding-event-time" => keyed.Window(SlidingEventTimeWindows.Of(second, Milliseconds(400))),
            "session-event-time" => keyed.Window(EventTimeSessionWindows.WithGap(Milliseconds(500))),
            "session-dynamic-gap-lateness" => keyed
                .Window(EventTimeSessionWindows.WithDynamicGap((GoldenEvent e) => Milliseconds(e.Value))).AllowedLateness(Milliseconds(400)),
            "continuous-event-time-trigger" => keyed
                .Window(TumblingEventTimeWindows.Of(second)).Trigger(ContinuousEventTimeTrigger.Of(Milliseconds(300))).AllowedLateness(Milliseconds(500)),
            _ => throw new ArgumentException($"There is no program for case '{name}'.", nameof(name)),
        };
        windows.SideOutputLateData(_late);
        return contents switch
        {
            Contents.Accumulator => windows.Aggregate(new CountAndSum(), new PrintAggregate()),
            Contents.Records => windows.Process(new PrintRecords()),
            _ => windows.Evictor(Flink.Streaming.Windowing.Evictors.CountEvictor.Of(1000)).Aggregate(new CountAndSum(), new PrintAggregate()),
        };
    }

    private static OperatorStream<string> GlobalWindow(DataStream<GoldenEvent> stream, string name, string tag)
    {
        var keyed = stream.KeyBy(e => e.Key);
        var delta = DeltaTrigger.Of(4, (GoldenEvent old, GoldenEvent next) => next.Value - old.Value);
        var windows = (name, tag) switch
        {
            ("count-window-tumbling", _) => keyed.CountWindow(3),
            ("count-window-sliding", _) => keyed.CountWindow(4, 2),
            (_, "count") => keyed.Window(GlobalWindows.Create()).Trigger(CountTrigger.Of(3)),
            (_, "purging") => keyed.Window(GlobalWindows.Create()).Trigger(PurgingTrigger.Of(CountTrigger.Of(3))),
            (_, "delta") => keyed.Window(GlobalWindows.Create()).Trigger(delta),
            (_, "purging-delta") => keyed.Window(GlobalWindows.Create()).Trigger(PurgingTrigger.Of(delta)),
            _ => keyed.Window(GlobalWindows.CreateWithEndOfStreamTrigger()),
        };
        return windows.Apply<string>((key, _, records, output) => output.Collect($"{key},[{string.Join(' ', records.Select(e => e.Value))}]"));
    }

    private static OperatorStream<string> WithState(DataStream<GoldenEvent> stream) => stream.KeyBy(e => e.Key)
        .Window(TumblingEventTimeWindows.Of(Milliseconds(100)))
        .AllowedLateness(Milliseconds(200))
        .Aggregate(new CountAndSum(), new CountFirings(_cleared));

    private static OperatorStream<string> All(DataStream<GoldenEvent> stream, string tag)
    {
        var tumbling = TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(1));
        return tag == "all"
            ? stream.WindowAll(tumbling).Aggregate<(long, long), (long Count, long Sum), string>(
                new CountAndSum(), (window, result, output) => output.Collect($"{window.Start},{result[0].Count},{result[0].Sum}"))
            : stream.KeyBy(e => e.Key).Window(tumbling).Reduce((a, b) => a with { Value = a.Value + b.Value })
                .WindowAll(TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(2)))
                .Apply<string>((window, records, output) => output.Collect($"{window.Start},{records.Count}"));
    }

    private static TimeSpan Milliseconds(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>What an operator keeps for a window.</summary>
    public enum Contents
    {
        Accumulator,
        Records,
        RecordsForEvictor,
    }
}
