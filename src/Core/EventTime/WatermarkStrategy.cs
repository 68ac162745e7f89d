using Flink.Core.EventTime.Generators;
using Flink.Core.Functions;

namespace Flink.Core.EventTime;

/// <summary>Begins the description of how a stream gets its event time. See Flink's documentation, "Generating Watermarks".</summary>
public static class WatermarkStrategy
{
    /// <summary>Timestamps never decrease (within a split): the watermark is the largest one less 1 ms, since more records may carry it.</summary>
    public static WatermarkStrategy<T> ForMonotonousTimestamps<T>() => ForBoundedOutOfOrderness<T>(TimeSpan.Zero);

    /// <summary>Records are late by at most a bound: the watermark is the largest timestamp less the bound less 1 ms.</summary>
    /// <param name="maxOutOfOrderness">The bound; zero or more, in whole milliseconds (a fraction is cut off).</param>
    public static WatermarkStrategy<T> ForBoundedOutOfOrderness<T>(TimeSpan maxOutOfOrderness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxOutOfOrderness, TimeSpan.Zero);
        var bound = maxOutOfOrderness.Ticks / TimeSpan.TicksPerMillisecond;
        return new WatermarkStrategy<T>(_ => new BoundedOutOfOrderness<T>(bound));
    }

    /// <summary>No watermarks but the one at the end of the input: for jobs in processing time.</summary>
    public static WatermarkStrategy<T> NoWatermarks<T>() => new(static _ => NoWatermarksGenerator<T>.Instance);

    /// <summary>Watermarks of a generator of the user.</summary>
    /// <param name="create">Makes a new generator for each subtask and, in a source, for each split; on the task's thread.</param>
    public static WatermarkStrategy<T> ForGenerator<T>(Func<RuntimeContext, IWatermarkGenerator<T>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new WatermarkStrategy<T>(create);
    }
}
