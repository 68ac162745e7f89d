using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Sessions by processing time whose gap each record says for itself.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <inheritdoc cref="ProcessingTimeSessionWindows" path="/remarks"/>
public sealed class DynamicProcessingTimeSessionWindows<T> : WindowAssigner<T, TimeWindow>, IMergingWindowAssigner<TimeWindow>
{
    private readonly Func<T, TimeSpan> _gap;

    internal DynamicProcessingTimeSessionWindows(Func<T, TimeSpan> gap) => _gap = gap;

    /// <inheritdoc/>
    public override bool IsEventTime => false;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => ProcessingTimeTrigger.Create();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The record's gap is not above 0.</exception>
    public override void AssignWindows(in T element, long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(context);
        var now = context.CurrentProcessingTime;
        windows.Add(unchecked(new TimeWindow(now, now + DynamicGap.Of(_gap, in element))));
    }

    /// <inheritdoc/>
    public void MergeWindows(Span<TimeWindow> windows, IWindowMerger<TimeWindow> merger)
    {
        ArgumentNullException.ThrowIfNull(merger);
        TimeWindow.Merge(windows, merger);
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(DynamicProcessingTimeSessionWindows<T>);
}
