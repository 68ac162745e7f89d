using Flink.Core.EventTime;

namespace Flink.Semantics.Tests.Harness;

/// <summary>Turns the signals of a script into what they mean; there is no other watermark. A record or watermark ends idleness.</summary>
internal sealed class ScriptedTime : IWatermarkGenerator<InputLine>
{
    public void OnEvent(in InputLine record, long timestamp, IWatermarkOutput output)
    {
        switch (record.Kind)
        {
            case LineKind.Watermark:
                output.EmitWatermark(record.Timestamp);
                break;
            case LineKind.Idle:
                output.MarkIdle();
                break;
            default:
                output.MarkActive();
                break;
        }
    }

    public void OnPeriodicEmit(IWatermarkOutput output)
    {
    }
}
