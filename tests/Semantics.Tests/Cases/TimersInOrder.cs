using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming.Functions;

namespace Flink.Semantics.Tests.Cases;

internal static class TimersInOrder
{
    public static void Build(JobUnderTest job) => job.Print("main", job.Stream("a").KeyBy(one => one.Key).Process(new Commands()));

    private sealed class Commands : KeyedProcessFunction<string, Event, string>
    {
        private IValueState<long>? _registersAnother;

        public override void Open(RuntimeContext context) =>
            _registersAnother = context.GetState(new ValueStateDescriptor<long>("registers another"));

        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            output.Collect($"el,{record.Key},{context.Timestamp},{context.TimerService.CurrentWatermark}");
            if (record.Text == "d")
            {
                context.TimerService.DeleteEventTimeTimer(record.Value);
                return;
            }

            context.TimerService.RegisterEventTimeTimer(record.Value);
            if (record.Text == "E")
            {
                context.TimerService.RegisterEventTimeTimer(record.Value);
            }
            else if (record.Text == "r")
            {
                _registersAnother!.Update(record.Value);
            }
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output)
        {
            output.Collect($"timer,{context.CurrentKey},{timestamp},{context.TimerService.CurrentWatermark},{context.Timestamp}");
            if (_registersAnother!.TryGetValue(out var time) && time == timestamp)
            {
                _registersAnother.Clear();
                context.TimerService.RegisterEventTimeTimer(context.TimerService.CurrentWatermark);
            }
        }
    }
}
