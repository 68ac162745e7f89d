using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Collecting;

/// <summary>Sends what it gets to the program that executed the job, in the same process. Blocks while the program does not take it.</summary>
internal sealed class CollectSink<T>(long queue) : Sink<T>
{
    public override bool IsBlocking => true;

    // What the program was given can't be taken back, and a restart gives it again.
    public override SinkWriter<T> CreateWriter(RuntimeContext context)
    {
        var results = ResultQueues.Find<T>(queue);
        return context.Attempt > 0 && results.HasDelivered
            ? throw new FlinkException(
                "The program was given results of ExecuteAndCollect already, and the restarted job would give some of them twice. "
                + "Collect without a restart strategy ('restart-strategy.type: none'), or write to a sink that commits with checkpoints.")
            : new Writer(results, context.Cancellation);
    }

    private sealed class Writer(ResultQueue<T> results, CancellationToken cancellation) : SinkWriter<T>
    {
        public override void Write(Batch<T> batch) => results.Put(batch.Records.ToArray(), cancellation);
    }
}
