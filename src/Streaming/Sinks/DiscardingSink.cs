using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Sinks;

/// <summary>Drops every record (Flink's <c>DiscardingSink</c>): for measurements, and for programs whose effect lies elsewhere.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class DiscardingSink<T> : Sink<T>
{
    /// <inheritdoc/>
    public override SinkWriter<T> CreateWriter(RuntimeContext context) => new Writer();

    private sealed class Writer : SinkWriter<T>
    {
        public override void Write(Batch<T> batch)
        {
        }
    }
}
