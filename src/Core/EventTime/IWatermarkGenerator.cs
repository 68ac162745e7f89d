namespace Flink.Core.EventTime;

/// <summary>Decides from records, or with time, how far event time has come (Flink's WatermarkGenerator).</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>
/// One for each subtask, and in a source one for each split; on the task's thread. Its state is not part of snapshots: after a
/// restore event time begins anew and follows the records. See also <see cref="IBatchWatermarkGenerator{T}"/>.
/// </remarks>
public interface IWatermarkGenerator<T>
{
    /// <summary>Called for each record. A watermark that is emitted here follows the record at once (a punctuated generator).</summary>
    void OnEvent(in T record, long timestamp, IWatermarkOutput output);

    /// <summary>Called every <c>pipeline.auto-watermark-interval</c>; where that is zero, only at the end of the input.</summary>
    void OnPeriodicEmit(IWatermarkOutput output);
}
