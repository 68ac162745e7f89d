using Flink.Core;
using Flink.Core.Records;

namespace Flink.Streaming.Timers;

/// <summary>The failure of an operator in event time that got a record without a timestamp.</summary>
public static class MissingTimestamp
{
    /// <summary>Refuses a batch that has a record without a timestamp; once for each batch, before its records are looked at.</summary>
    /// <param name="timestamps">The timestamps of the batch.</param>
    /// <param name="place">The task, as people know it.</param>
    /// <param name="recordType">Type of the records.</param>
    /// <exception cref="FlinkException">A timestamp is <see cref="Timestamp.None"/>.</exception>
    public static void Refuse(ReadOnlySpan<long> timestamps, string place, Type recordType)
    {
        if (timestamps.Contains(Timestamp.None))
        {
            throw Of(place, recordType);
        }
    }

    /// <summary>The failure itself.</summary>
    public static FlinkException Of(string place, Type recordType) => new(
        $"A record of type {recordType} has no timestamp (Long.MIN_VALUE), and '{place}' works in event time. "
        + "Give a WatermarkStrategy with a timestamp assigner to FromSource or AssignTimestampsAndWatermarks, or use processing time.");
}
