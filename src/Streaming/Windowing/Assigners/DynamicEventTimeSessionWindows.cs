using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Sessions by event time whose gap each record says for itself.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <inheritdoc cref="EventTimeSessionWindows" path="/remarks"/>
public sealed class DynamicEventTimeSessionWindows<T> : WindowAssigner<T, TimeWindow>, IMergingWindowAssigner<TimeWindow>
{
    private readonly Func<T, TimeSpan> _gap;

    internal DynamicEventTimeSessionWindows(Func<T, TimeSpan> gap) => _gap = gap;

    /// <inheritdoc/>
    public override bool IsEventTime => true;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => EventTimeTrigger.Create();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The record's gap is not above 0.</exception>
    public override void AssignWindows(in T element, long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        windows.Add(unchecked(new TimeWindow(timestamp, timestamp + DynamicGap.Of(_gap, in element))));
    }

    /// <inheritdoc/>
    public void MergeWindows(Span<TimeWindow> windows, IWindowMerger<TimeWindow> merger)
    {
        ArgumentNullException.ThrowIfNull(merger);
        TimeWindow.Merge(windows, merger);
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(DynamicEventTimeSessionWindows<T>);
}
