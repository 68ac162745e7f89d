using System.Buffers;
using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.Serialization;
using Flink.Core.Sinks;

namespace Flink.Streaming.Collecting;

/// <summary>Sends what it gets to the program that executed the job, in the same process or through the job's master. Blocks while the program does not take it.</summary>
internal sealed class CollectSink<T>(long queue) : Sink<T>
{
    public override bool IsBlocking => true;

    // What the program was given can't be taken back, and a restart gives it again.
    public override SinkWriter<T> CreateWriter(RuntimeContext context)
    {
        if (ResultQueues.Find<T>(queue) is not { } results)
        {
            // The program runs in another process, and fetches its results from the job's master.
            return new RemoteWriter(context.OpenResults(queue));
        }

        return context.Attempt > 0 && results.HasDelivered
            ? throw new FlinkException(
                "The program was given results of ExecuteAndCollect already, and the restarted job would give some of them twice. "
                + "Collect without a restart strategy ('restart-strategy.type: none'), or write to a sink that commits with checkpoints.")
            : new Writer(results, context.Cancellation);
    }

    private sealed class RemoteWriter(IResultChannel channel) : SinkWriter<T>
    {
        private readonly Serializer<T[]> _serializer = Serializers.For<T[]>();

        public override void Write(Batch<T> batch)
        {
            var buffer = new ArrayBufferWriter<byte>();
            _serializer.Serialize(batch.Records.ToArray(), buffer);
            channel.Send(buffer.WrittenMemory);
        }

        // What the master has and the program has not would be gone with the job.
        public override void Flush(bool endOfInput)
        {
            if (endOfInput)
            {
                channel.Drain();
            }
        }
    }

    private sealed class Writer(ResultQueue<T> results, CancellationToken cancellation) : SinkWriter<T>
    {
        public override void Write(Batch<T> batch) => results.Put(batch.Records.ToArray(), cancellation);
    }
}
