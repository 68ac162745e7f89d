namespace Flink.Streaming.Windowing.Assigners;

/// <summary>An assigner that also says which windows of a key become one, as sessions do.</summary>
/// <typeparam name="TWindow">The window type.</typeparam>
public interface IMergingWindowAssigner<TWindow>
    where TWindow : struct, IWindow
{
    /// <summary>Finds the windows that are to be merged; called for each record, before it is added.</summary>
    /// <param name="windows">All windows of the key and the record's own, each once; may be put into another order.</param>
    /// <param name="merger">Is told of each merge; a window may take part in one only.</param>
    void MergeWindows(Span<TWindow> windows, IWindowMerger<TWindow> merger);
}
