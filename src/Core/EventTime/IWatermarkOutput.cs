namespace Flink.Core.EventTime;

/// <summary>Takes what a watermark generator says about time. Valid for the time of the call that it is handed to.</summary>
public interface IWatermarkOutput
{
    /// <summary>Says that no record at or before <paramref name="time"/> is expected any more, and that the stream is active.</summary>
    /// <param name="time">Event time in milliseconds. One that does not exceed what was emitted before is ignored.</param>
    void EmitWatermark(long time);

    /// <summary>Says that downstream operators shall not wait for this stream until its next watermark.</summary>
    void MarkIdle();

    /// <summary>Takes <see cref="MarkIdle"/> back without a new watermark.</summary>
    void MarkActive();
}
