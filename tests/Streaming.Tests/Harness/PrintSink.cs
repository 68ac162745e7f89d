using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Tests.Harness;

public sealed class PrintSink<T> : Sink<T>
{
    public override SinkWriter<T> CreateWriter(RuntimeContext context) => new Writer();

    private sealed class Writer : SinkWriter<T>
    {
        public override void Write(Batch<T> batch)
        {
        }
    }
}
