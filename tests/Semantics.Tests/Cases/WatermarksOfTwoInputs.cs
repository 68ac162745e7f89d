using Flink.Core.Functions;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming.Functions;

namespace Flink.Semantics.Tests.Cases;

internal static class WatermarksOfTwoInputs
{
    public static void Build(JobUnderTest job)
    {
        var (a, b) = (job.Stream("a"), job.Stream("b"));
        job.Print("connect", a.Connect(b).KeyBy(one => one.Key, one => one.Key).Process(new SeenByTwo()));
        job.Print("union", a.Union(b).KeyBy(one => one.Key).Process(new SeenByOne()));
    }

    private sealed class SeenByTwo : KeyedCoProcessFunction<string, Event, Event, string>
    {
        public override void ProcessElement1(in Event record, Context context, Collector<string> output) => Process(record, context, output);

        public override void ProcessElement2(in Event record, Context context, Collector<string> output) => Process(record, context, output);

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"t,{timestamp},{context.CurrentWatermark}");

        private static void Process(Event record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Value},{context.CurrentWatermark}");
            context.TimerService.RegisterEventTimeTimer(record.Timestamp);
        }
    }

    private sealed class SeenByOne : KeyedProcessFunction<string, Event, string>
    {
        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Value},{context.CurrentWatermark}");
            context.TimerService.RegisterEventTimeTimer(record.Timestamp);
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"t,{timestamp},{context.CurrentWatermark}");
    }
}
