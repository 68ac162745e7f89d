namespace Flink.Core.EventTime.Generators;

/// <summary>Says nothing about time.</summary>
internal sealed class NoWatermarksGenerator<T> : IBatchWatermarkGenerator<T>
{
    public static readonly NoWatermarksGenerator<T> Instance = new();

    public void OnBatch(ReadOnlySpan<long> timestamps)
    {
    }

    public void OnEvent(in T record, long timestamp, IWatermarkOutput output)
    {
    }

    public void OnPeriodicEmit(IWatermarkOutput output)
    {
    }
}
