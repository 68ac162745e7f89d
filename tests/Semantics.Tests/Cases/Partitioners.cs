using Flink.Core.Functions;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;

namespace Flink.Semantics.Tests.Cases;

internal static class Partitioners
{
    private const int Receivers = 3;

    public static void Build(JobUnderTest job)
    {
        var stream = job.Stream("a");
        Receive(job, "keyBy", stream.KeyBy(one => one.Key));
        Receive(job, "global", stream.Global());
        Receive(job, "broadcast", stream.Broadcast());
        Receive(job, "custom", stream.PartitionCustom((value, subtasks) => (int)(value % subtasks), one => one.Value));
    }

    private static void Receive(JobUnderTest job, string tag, DataStream<Event> stream) =>
        job.Print(tag, stream.Process(new Receiver()).SetParallelism(Receivers));

    private sealed class Receiver : ProcessFunction<Event, string>
    {
        private int _subtask;

        public override void Open(RuntimeContext context) => _subtask = context.SubtaskIndex;

        public override void ProcessElement(in Event record, Context context, Collector<string> output) =>
            output.Collect($"{record.Value:00},{_subtask}");
    }
}
