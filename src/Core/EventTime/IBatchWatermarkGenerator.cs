namespace Flink.Core.EventTime;

/// <summary>A generator that emits periodically only and looks at timestamps only: it is called once for each batch and not for each record.</summary>
/// <typeparam name="T">The record type.</typeparam>
public interface IBatchWatermarkGenerator<T> : IWatermarkGenerator<T>
{
    /// <summary>Called instead of <see cref="IWatermarkGenerator{T}.OnEvent"/>, for several records at once.</summary>
    /// <param name="timestamps">The records' event times; never empty.</param>
    void OnBatch(ReadOnlySpan<long> timestamps);
}
