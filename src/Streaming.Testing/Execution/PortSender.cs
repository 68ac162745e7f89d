using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Testing.Execution;

/// <summary>What one sender of an input sees of it.</summary>
internal sealed class PortSender<T>(InputPort<T> port, int index) : IInput<T>
{
    public void Process(Batch<T> batch) => port.Process(batch);

    public void Process(Watermark watermark) => port.Process(index, watermark);

    public void Process(StreamStatus status) => port.Process(index, status);

    public void Process(LatencyMarker marker) => port.Process(marker);

    public void End() => port.EndSender();
}
