using Flink.Core.Operators;

namespace Flink.Core.EventTime;

/// <summary>What an operator that assigns event time carries: the strategy, and what the configuration says about it.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="Strategy">The user's strategy.</param>
/// <param name="Assigner">Its timestamp assigner; null to keep the timestamps.</param>
/// <param name="Interval">Time between two periodic watermarks; zero for none.</param>
/// <param name="AllowUnalignedSplits">Whether a source that cannot pause single splits may be aligned by its slowest split only.</param>
public sealed record EventTimeSettings<T>(
    WatermarkStrategy<T> Strategy, FunctionSpec? Assigner, TimeSpan Interval, bool AllowUnalignedSplits = false)
{
    /// <summary><see cref="Interval"/> in milliseconds, the clock's grain: at least 1 unless it is zero.</summary>
    public long IntervalMilliseconds => (long)Math.Ceiling(Interval.TotalMilliseconds);

    /// <summary>The loop that assigns timestamps, for one subtask; null to keep them.</summary>
    public TimestampColumn<T>? CreateColumn() => Assigner is null ? null : TimestampColumn<T>.Of(Assigner.Bind());
}
