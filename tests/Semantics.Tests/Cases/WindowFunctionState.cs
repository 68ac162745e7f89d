using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.State;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Semantics.Tests.Cases;

internal static class WindowFunctionState
{
    private static readonly OutputTag<string> _cleared = new("cleared");

    public static void Build(JobUnderTest job)
    {
        var results = job.Stream("a").KeyBy(one => one.Key)
            .Window(TumblingEventTimeWindows.Of(TimeSpan.FromMilliseconds(100)))
            .AllowedLateness(TimeSpan.FromMilliseconds(200))
            .Aggregate(new CountAndSum(), new CountFirings());
        job.Print("main", results);
        job.Print("cleared", results.GetSideOutput(_cleared));
    }

    private sealed class CountFirings : ProcessWindowFunction<CountAndSum.Result, string, string, TimeWindow>
    {
        private readonly ValueStateDescriptor<long> _ofWindow = new("firings of window");
        private readonly ValueStateDescriptor<long> _ofKey = new("firings of key");

        public override void Process(
            string key, WindowContext<TimeWindow> context, IReadOnlyList<CountAndSum.Result> elements, Collector<string> output)
        {
            var ofWindow = context.WindowState.GetState(_ofWindow);
            var ofKey = context.GlobalState.GetState(_ofKey);
            ofWindow.Update(ofWindow.Value + 1);
            ofKey.Update(ofKey.Value + 1);
            output.Collect($"{key},{context.Window.Start},{elements[0].Count},{elements[0].Sum},{ofWindow.Value},{ofKey.Value}");
        }

        public override void Clear(WindowContext<TimeWindow> context)
        {
            context.WindowState.GetState(_ofWindow).Clear();
            context.Output(_cleared, $"{context.Window.Start},{context.CurrentWatermark}");
        }
    }
}
