using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.TaskManager.Latency;

/// <summary>Reports markers before an operator gets them; only where a job sends markers.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="target">The operator's input.</param>
/// <param name="latency">Is told of markers.</param>
public sealed class LatencyInput<T>(IInput<T> target, OperatorLatency latency) : IInput<T>
{
    /// <inheritdoc/>
    public void Process(Batch<T> batch) => target.Process(batch);

    /// <inheritdoc/>
    public void Process(Watermark watermark) => target.Process(watermark);

    /// <inheritdoc/>
    public void Process(StreamStatus status) => target.Process(status);

    /// <inheritdoc/>
    public void Process(LatencyMarker marker)
    {
        latency.Report(marker);
        target.Process(marker);
    }
}
