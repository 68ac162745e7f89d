using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.TaskManager;

/// <summary>Counts the records that an operator emits, a batch at a time.</summary>
public abstract class CountingInput
{
    /// <summary>Records so far; written on the task's thread, read by meters from others.</summary>
    public long Records { get; protected set; }
}

/// <inheritdoc/>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="target">Where they go.</param>
public sealed class CountingInput<T>(IInput<T> target) : CountingInput, IInput<T>
{
    /// <inheritdoc/>
    public void Process(Batch<T> batch)
    {
        Records += batch.Count;
        target.Process(batch);
    }

    /// <inheritdoc/>
    public void Process(Watermark watermark) => target.Process(watermark);

    /// <inheritdoc/>
    public void Process(StreamStatus status) => target.Process(status);

    /// <inheritdoc/>
    public void Process(LatencyMarker marker) => target.Process(marker);
}
