using Flink.Core.EventTime;

namespace Flink.Examples.SessionWindowing;

/// <summary>
/// A watermark after every record, so that a session has its result as soon as it cannot grow any more. Costs more than the usual
/// ones, which come every 200 ms: here, all at once at the end of the input.
/// </summary>
public sealed class WatermarkPerRecord : IWatermarkGenerator<Click>
{
    public void OnEvent(in Click record, long timestamp, IWatermarkOutput output) => output.EmitWatermark(timestamp - 1);

    public void OnPeriodicEmit(IWatermarkOutput output)
    {
    }
}
