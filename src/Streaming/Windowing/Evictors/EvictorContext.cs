namespace Flink.Streaming.Windowing.Evictors;

/// <summary>What an evictor may ask. Used on the task's thread, during the call only.</summary>
public abstract class EvictorContext
{
    private protected EvictorContext()
    {
    }

    /// <summary>The clock of processing time, milliseconds since the epoch.</summary>
    public abstract long CurrentProcessingTime { get; }

    /// <summary>The last watermark, or <see cref="Core.Records.Watermark.Unset"/>.</summary>
    public abstract long CurrentWatermark { get; }
}
