using Flink.Core.Graph;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What is done with late records.</summary>
/// <param name="Allowed">How long windows stay after their end, milliseconds.</param>
/// <param name="Tag">Where records go that come later still; null when they are dropped.</param>
internal sealed record WindowLateness<T>(long Allowed, OutputTag<T>? Tag)
{
    /// <summary>When a window of event time is removed: never, where that would be behind the end of time.</summary>
    public long CleanupTime(long maxTimestamp)
    {
        var time = unchecked(maxTimestamp + Allowed);
        return time >= maxTimestamp ? time : long.MaxValue;
    }
}
