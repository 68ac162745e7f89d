using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Testing.Execution;

/// <summary>Marks the stream whose records a harness records. In a job it discards them, so a program that was tested can still be executed.</summary>
internal sealed class HarnessEnd<T> : Sink<T>
{
    public override SinkWriter<T> CreateWriter(RuntimeContext context) => new Writer();

    private sealed class Writer : SinkWriter<T>
    {
        public override void Write(Batch<T> batch)
        {
        }
    }
}
