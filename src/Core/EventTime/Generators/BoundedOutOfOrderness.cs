namespace Flink.Core.EventTime.Generators;

/// <summary>The largest timestamp less a bound less 1 ms.</summary>
internal sealed class BoundedOutOfOrderness<T>(long bound) : IBatchWatermarkGenerator<T>
{
    // So that nothing has been promised yet: less the bound and 1 it is the smallest number there is.
    private long _largest = long.MinValue + bound + 1;

    public void OnBatch(ReadOnlySpan<long> timestamps)
    {
        var largest = _largest;
        foreach (var timestamp in timestamps)
        {
            largest = Math.Max(largest, timestamp);
        }

        _largest = largest;
    }

    public void OnEvent(in T record, long timestamp, IWatermarkOutput output) => _largest = Math.Max(_largest, timestamp);

    public void OnPeriodicEmit(IWatermarkOutput output) => output.EmitWatermark(_largest - bound - 1);
}
