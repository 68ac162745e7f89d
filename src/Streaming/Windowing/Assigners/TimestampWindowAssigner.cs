namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Assigns windows by time alone, to records of every type.</summary>
/// <typeparam name="TWindow">The window type.</typeparam>
public abstract class TimestampWindowAssigner<TWindow> : WindowAssigner<TWindow>
    where TWindow : struct, IWindow
{
    /// <summary>Names the windows of a record; called once for each.</summary>
    /// <param name="timestamp">The record's timestamp; <see cref="Core.Records.Timestamp.None"/> is refused before in event time.</param>
    /// <param name="context">Processing time.</param>
    /// <param name="windows">Takes the windows; empty before the call. A record without windows is dropped.</param>
    public abstract void AssignWindows(long timestamp, WindowAssignerContext context, List<TWindow> windows);

    internal override WindowAssigner<T, TWindow> For<T>() => new ByTimestamp<T>(this);

    private sealed class ByTimestamp<T>(TimestampWindowAssigner<TWindow> assigner) : WindowAssigner<T, TWindow>
    {
        public override bool IsEventTime => assigner.IsEventTime;

        public override Triggers.Trigger DefaultTrigger => assigner.DefaultTrigger;

        public override void AssignWindows(in T element, long timestamp, WindowAssignerContext context, List<TWindow> windows) =>
            assigner.AssignWindows(timestamp, context, windows);

        public override string? ToString() => assigner.ToString();

        internal override IMergingWindowAssigner<TWindow>? Merging => assigner as IMergingWindowAssigner<TWindow>;
    }
}
