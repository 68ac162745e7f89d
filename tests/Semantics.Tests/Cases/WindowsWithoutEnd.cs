using Flink.Semantics.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Semantics.Tests.Cases;

/// <summary>Count windows and global windows.</summary>
internal static class WindowsWithoutEnd
{
    public static void CountTumbling(JobUnderTest job) => Print(job, "main", Keyed(job).CountWindow(3));

    public static void CountSliding(JobUnderTest job) => Print(job, "main", Keyed(job).CountWindow(4, 2));

    public static void GlobalTriggers(JobUnderTest job)
    {
        var delta = DeltaTrigger.Of(4, (Event old, Event next) => next.Value - old.Value);
        Print(job, "count", Global(job).Trigger(CountTrigger.Of(3)));
        Print(job, "purging", Global(job).Trigger(PurgingTrigger.Of(CountTrigger.Of(3))));
        Print(job, "delta", Global(job).Trigger(delta));
        Print(job, "purging-delta", Global(job).Trigger(PurgingTrigger.Of(delta)));
        Print(job, "end", Keyed(job).Window(GlobalWindows.CreateWithEndOfStreamTrigger()));
    }

    private static KeyedStream<Event, string> Keyed(JobUnderTest job) => job.Stream("a").KeyBy(one => one.Key);

    private static WindowedStream<Event, string, GlobalWindow> Global(JobUnderTest job) => Keyed(job).Window(GlobalWindows.Create());

    private static void Print(JobUnderTest job, string tag, WindowedStream<Event, string, GlobalWindow> windows) => job.Print(
        tag,
        windows.Apply<string>((key, _, elements, output) => output.Collect($"{key},[{string.Join(' ', elements.Select(one => one.Value))}]")));
}
