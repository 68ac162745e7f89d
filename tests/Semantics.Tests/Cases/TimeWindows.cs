using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Semantics.Tests.Cases;

/// <summary>Windows of event time that all print the same, from an accumulator and from the records themselves.</summary>
internal static class TimeWindows
{
    private static readonly OutputTag<Event> _late = new("late");
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    public static void Tumbling(JobUnderTest job) => Print(job, Keyed(job).Window(TumblingEventTimeWindows.Of(_second)));

    public static void TumblingWithOffset(JobUnderTest job) =>
        Print(job, Keyed(job).Window(TumblingEventTimeWindows.Of(_second, TimeSpan.FromMilliseconds(-300))));

    public static void Sliding(JobUnderTest job) =>
        Print(job, Keyed(job).Window(SlidingEventTimeWindows.Of(_second, TimeSpan.FromMilliseconds(400))));

    public static void Sessions(JobUnderTest job) =>
        Print(job, Keyed(job).Window(EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(500))));

    public static void SessionsWithDynamicGap(JobUnderTest job) => Print(
        job,
        Keyed(job).Window(EventTimeSessionWindows.WithDynamicGap((Event one) => TimeSpan.FromMilliseconds(one.Value)))
            .AllowedLateness(TimeSpan.FromMilliseconds(400)));

    public static void ContinuousTrigger(JobUnderTest job) => Print(
        job,
        Keyed(job).Window(TumblingEventTimeWindows.Of(_second))
            .Trigger(ContinuousEventTimeTrigger.Of(TimeSpan.FromMilliseconds(300)))
            .AllowedLateness(TimeSpan.FromMilliseconds(500)));

    private static KeyedStream<Event, string> Keyed(JobUnderTest job) => job.Stream("a").KeyBy(one => one.Key);

    private static void Print(JobUnderTest job, WindowedStream<Event, string, TimeWindow> windows)
    {
        windows.SideOutputLateData(_late);
        Print(job, "", windows.Aggregate(new CountAndSum(), new PrintAggregate()));
        Print(job, "/records", windows.Process(new PrintRecords()));
    }

    private static void Print(JobUnderTest job, string variant, OperatorStream<string> results)
    {
        job.Print("main" + variant, results);
        job.Print("late" + variant, results.GetSideOutput(_late));
    }

    private sealed class PrintRecords : ProcessWindowFunction<Event, string, string, TimeWindow>
    {
        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<Event> elements, Collector<string> output) =>
            output.Collect(Line(key, context, elements.Count, elements.Sum(one => one.Value)));
    }

    private sealed class PrintAggregate : ProcessWindowFunction<CountAndSum.Result, string, string, TimeWindow>
    {
        public override void Process(
            string key, WindowContext<TimeWindow> context, IReadOnlyList<CountAndSum.Result> elements, Collector<string> output) =>
            output.Collect(Line(key, context, elements[0].Count, elements[0].Sum));
    }

    private static string Line(string key, WindowContext<TimeWindow> context, long count, long sum) =>
        $"{key},{context.Window.Start},{context.Window.End},{count},{sum},{context.CurrentWatermark}";
}
