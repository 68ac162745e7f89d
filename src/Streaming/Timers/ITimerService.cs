namespace Flink.Streaming.Timers;

/// <summary>Time, and timers of the current key. Times are milliseconds since the epoch.</summary>
/// <remarks>
/// A key has at most one timer of each kind at a time: registering it again changes nothing. Timers are part of snapshots. A
/// stream without keys has time and no timers: registering and deleting throw <see cref="NotSupportedException"/> there. Source:
/// Flink's TimerService.
/// </remarks>
public interface ITimerService
{
    /// <summary>The clock of processing time.</summary>
    long CurrentProcessingTime { get; }

    /// <summary>The last watermark, or <see cref="Core.Records.Watermark.Unset"/>.</summary>
    long CurrentWatermark { get; }

    /// <summary>Calls back when the watermark reaches a time; one that is due already fires when the watermark advances next.</summary>
    void RegisterEventTimeTimer(long time);

    /// <summary>Calls back when processing time reaches a time; one that is due already fires at the next opportunity. Not after the end of the input.</summary>
    void RegisterProcessingTimeTimer(long time);

    /// <summary>Removes the current key's event-time timer of a time, if there is one.</summary>
    void DeleteEventTimeTimer(long time);

    /// <summary>Removes the current key's processing-time timer of a time, if there is one.</summary>
    void DeleteProcessingTimeTimer(long time);
}
