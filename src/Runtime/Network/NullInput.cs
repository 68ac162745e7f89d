using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.Network;

/// <summary>The output of an operator that nobody reads.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class NullInput<T> : IInput<T>
{
    /// <inheritdoc/>
    public void Process(Batch<T> batch)
    {
    }

    /// <inheritdoc/>
    public void Process(Watermark watermark)
    {
    }

    /// <inheritdoc/>
    public void Process(StreamStatus status)
    {
    }

    /// <inheritdoc/>
    public void Process(LatencyMarker marker)
    {
    }
}
