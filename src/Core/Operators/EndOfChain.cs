using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>Where a sink's signals end: there is nothing behind it.</summary>
internal sealed class EndOfChain<T> : IInput<T>
{
    public void Process(Batch<T> batch) => throw new InvalidOperationException("A sink emitted records.");

    public void Process(Watermark watermark)
    {
    }

    public void Process(StreamStatus status)
    {
    }

    public void Process(LatencyMarker marker)
    {
    }
}
