using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Sessions by processing time: the records of a key between which no pause is longer than a gap.</summary>
/// <remarks>
/// A record opens a window from its time to its time and the gap; windows that overlap or touch become one. Source: Flink's
/// ProcessingTimeSessionWindows.
/// </remarks>
public sealed class ProcessingTimeSessionWindows : TimestampWindowAssigner<TimeWindow>, IMergingWindowAssigner<TimeWindow>
{
    private ProcessingTimeSessionWindows(long gap) => Gap = gap;

    /// <summary>Length of the pause that ends a session, milliseconds.</summary>
    public long Gap { get; }

    /// <inheritdoc/>
    public override bool IsEventTime => false;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => ProcessingTimeTrigger.Create();

    /// <summary>Sessions that end after a pause.</summary>
    /// <param name="gap">Length of the pause; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gap is not above 0, or has a fraction of a millisecond.</exception>
    public static ProcessingTimeSessionWindows WithGap(TimeSpan gap) => new(WindowDurations.Positive(gap));

    /// <summary>Sessions that end after a pause whose length each record says for itself.</summary>
    /// <param name="gap">Gives the pause after a record; above 0.</param>
    public static DynamicProcessingTimeSessionWindows<T> WithDynamicGap<T>(Func<T, TimeSpan> gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        return new DynamicProcessingTimeSessionWindows<T>(gap);
    }

    /// <inheritdoc/>
    public override void AssignWindows(long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(context);
        var now = context.CurrentProcessingTime;
        windows.Add(unchecked(new TimeWindow(now, now + Gap)));
    }

    /// <inheritdoc/>
    public void MergeWindows(Span<TimeWindow> windows, IWindowMerger<TimeWindow> merger)
    {
        ArgumentNullException.ThrowIfNull(merger);
        TimeWindow.Merge(windows, merger);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ProcessingTimeSessionWindows)}({Gap})";
}
