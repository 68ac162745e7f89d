namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Assigns windows by the record and its timestamp.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>Windows that merge: implement <see cref="IMergingWindowAssigner{TWindow}"/> too. Source: Flink's WindowAssigner.</remarks>
public abstract class WindowAssigner<T, TWindow> : WindowAssigner<TWindow>
    where TWindow : struct, IWindow
{
    /// <summary>Names the windows of a record; called once for each.</summary>
    /// <param name="element">The record.</param>
    /// <param name="timestamp">Its timestamp; <see cref="Core.Records.Timestamp.None"/> is refused before in event time.</param>
    /// <param name="context">Processing time.</param>
    /// <param name="windows">Takes the windows; empty before the call. A record without windows is dropped.</param>
    public abstract void AssignWindows(in T element, long timestamp, WindowAssignerContext context, List<TWindow> windows);

    internal override WindowAssigner<TOther, TWindow> For<TOther>() => this as WindowAssigner<TOther, TWindow> ?? throw new ArgumentException(
        $"{this} assigns windows to records of type {typeof(T)}, and the stream's are of type {typeof(TOther)}.");

    /// <summary>What merges the windows; null where nothing does.</summary>
    internal virtual IMergingWindowAssigner<TWindow>? Merging => this as IMergingWindowAssigner<TWindow>;
}
