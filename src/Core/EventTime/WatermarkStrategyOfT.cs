using Flink.Core.Functions;

namespace Flink.Core.EventTime;

/// <summary>How a stream gets its event time: who assigns timestamps, who generates watermarks, and when the stream counts as idle.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>Immutable: each method gives a changed copy. Begins with the methods of <see cref="WatermarkStrategy"/>.</remarks>
public sealed class WatermarkStrategy<T>
{
    private readonly Func<RuntimeContext, IWatermarkGenerator<T>> _create;

    internal WatermarkStrategy(Func<RuntimeContext, IWatermarkGenerator<T>> create) => _create = create;

    private WatermarkStrategy(WatermarkStrategy<T> other)
    {
        _create = other._create;
        TimestampAssigner = other.TimestampAssigner;
        Idleness = other.Idleness;
        Alignment = other.Alignment;
    }

    /// <summary>A delegate or an <see cref="ITimestampAssigner{T}"/>; null keeps the timestamps that records carry.</summary>
    public object? TimestampAssigner { get; private init; }

    /// <summary>After how long without records a stream (in a source: a split) is idle; null for never.</summary>
    public TimeSpan? Idleness { get; private init; }

    /// <summary>The alignment with other sources; null for none.</summary>
    public WatermarkAlignment? Alignment { get; private init; }

    /// <summary>Assigns timestamps by a delegate that takes the record by value, and the timestamp it carries already.</summary>
    public WatermarkStrategy<T> WithTimestampAssigner(Func<T, long, long> assigner) => WithAssigner(assigner);

    /// <summary>Assigns timestamps by a delegate that takes the record by reference, and the timestamp it carries already.</summary>
    public WatermarkStrategy<T> WithTimestampAssigner(TimestampAssigner<T> assigner) => WithAssigner(assigner);

    /// <summary>Assigns timestamps by a function; as a struct it is compiled into the loop.</summary>
    public WatermarkStrategy<T> WithTimestampAssigner(ITimestampAssigner<T> assigner) => WithAssigner(assigner);

    /// <summary>Counts a stream, or a split of a source, as idle when it had no record for some time, so that nobody waits for its watermark.</summary>
    /// <param name="timeout">Above zero. Time in which the stream is kept from being read (back-pressure, alignment) does not count.</param>
    /// <remarks>Checked every <c>pipeline.auto-watermark-interval</c>. The stream is active again with its next watermark.</remarks>
    public WatermarkStrategy<T> WithIdleness(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return new WatermarkStrategy<T>(this) { Idleness = timeout };
    }

    /// <summary>Makes the sources of one group wait for each other: none goes further than a drift ahead of the slowest.</summary>
    /// <param name="group">Names the group within the job.</param>
    /// <param name="maxDrift">How far ahead; zero or more.</param>
    /// <param name="updateInterval">How often readers report; null for one second, as in Flink.</param>
    /// <remarks>For sources only; <c>AssignTimestampsAndWatermarks</c> refuses it.</remarks>
    public WatermarkStrategy<T> WithWatermarkAlignment(string group, TimeSpan maxDrift, TimeSpan? updateInterval = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDrift, TimeSpan.Zero);
        var interval = updateInterval ?? TimeSpan.FromSeconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1), nameof(updateInterval));
        return new WatermarkStrategy<T>(this) { Alignment = new WatermarkAlignment(group, maxDrift, interval) };
    }

    /// <summary>Makes a generator.</summary>
    /// <param name="context">Where it runs.</param>
    public IWatermarkGenerator<T> CreateGenerator(RuntimeContext context) =>
        _create(context) ?? throw new FlinkException($"The watermark strategy of '{context.TaskName}' gave null for a generator.");

    private WatermarkStrategy<T> WithAssigner(object assigner)
    {
        ArgumentNullException.ThrowIfNull(assigner);
        return new WatermarkStrategy<T>(this) { TimestampAssigner = assigner };
    }
}
