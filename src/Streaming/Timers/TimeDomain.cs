namespace Flink.Streaming.Timers;

/// <summary>The clock of a timer.</summary>
public enum TimeDomain
{
    /// <summary>Event time: watermarks.</summary>
    EventTime,

    /// <summary>Processing time: the clock of the machine.</summary>
    ProcessingTime,
}
