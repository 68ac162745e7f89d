using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Collecting;

/// <summary>Sends what it gets to the program that executed the job, in the same process. Blocks while the program does not take it.</summary>
internal sealed class CollectSink<T>(long queue) : Sink<T>
{
    public override bool IsBlocking => true;

    public override SinkWriter<T> CreateWriter(RuntimeContext context) => new Writer(ResultQueues.Find<T>(queue), context.Cancellation);

    private sealed class Writer(ResultQueue<T> results, CancellationToken cancellation) : SinkWriter<T>
    {
        public override void Write(Batch<T> batch) => results.Put(batch.Records.ToArray(), cancellation);
    }
}
