using Flink.Core.Functions;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming.Functions;
using Flink.Streaming.Timers;

namespace Flink.Semantics.Tests.Cases;

internal static class TimersAtEndOfInput
{
    public static void Build(JobUnderTest job) => job.Print("main", job.Stream("a").KeyBy(one => one.Key).Process(new BothDomains()));

    private sealed class BothDomains : KeyedProcessFunction<string, Event, string>
    {
        private const long First = 1_000_001;

        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            output.Collect($"element,{record.Key},{record.Timestamp}");
            context.TimerService.RegisterEventTimeTimer(record.Timestamp + 1_000_000);
            context.TimerService.RegisterProcessingTimeTimer(context.TimerService.CurrentProcessingTime + 3_600_000);
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output)
        {
            var domain = context.TimeDomain == TimeDomain.EventTime ? "EVENT_TIME" : "PROCESSING_TIME";
            output.Collect($"{domain},{context.CurrentKey},{timestamp},{context.TimerService.CurrentWatermark}");
            if (timestamp == First)
            {
                context.TimerService.RegisterEventTimeTimer(First + 5);
                context.TimerService.RegisterEventTimeTimer(long.MaxValue);
            }
        }
    }
}
