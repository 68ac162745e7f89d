using Flink.Core.Operators;

namespace Flink.Core.EventTime;

/// <summary>What an operator that assigns event time carries: the strategy, and what the configuration says about it.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="Strategy">The user's strategy.</param>
/// <param name="Assigner">Its timestamp assigner; null to keep the timestamps.</param>
/// <param name="Options">What the configuration says.</param>
public sealed record EventTimeSettings<T>(WatermarkStrategy<T> Strategy, FunctionSpec? Assigner, EventTimeOptions Options)
{
    /// <summary>The interval between two periodic watermarks in milliseconds, the clock's grain: at least 1 unless it is zero.</summary>
    public long IntervalMilliseconds => (long)Math.Ceiling(Options.Interval.TotalMilliseconds);

    /// <summary>The loop that assigns timestamps, for one subtask; null to keep them.</summary>
    public TimestampColumn<T>? CreateColumn() => Assigner is null ? null : TimestampColumn<T>.Of(Assigner.Bind());
}
