namespace Flink.Streaming.Windowing.Evictors;

/// <summary>Takes records out of a window before or after its function is called.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>It travels with the program; each subtask has a copy of its own. What it takes out is gone for later firings. Source: Flink's Evictor.</remarks>
public abstract class Evictor<T, TWindow> : Evictor
    where TWindow : struct, IWindow
{
    /// <summary>Called before the function.</summary>
    /// <param name="elements">The window's records in the order of their arrival, to be removed from. Valid for the time of the call.</param>
    /// <param name="window">The window.</param>
    /// <param name="context">Time.</param>
    public virtual void EvictBefore(List<TimestampedValue<T>> elements, TWindow window, EvictorContext context)
    {
    }

    /// <summary>Called after the function.</summary>
    /// <param name="elements">The window's records in the order of their arrival, to be removed from. Valid for the time of the call.</param>
    /// <param name="window">The window.</param>
    /// <param name="context">Time.</param>
    public virtual void EvictAfter(List<TimestampedValue<T>> elements, TWindow window, EvictorContext context)
    {
    }

    internal override Evictor<TOther, TOtherWindow> For<TOther, TOtherWindow>() => this as Evictor<TOther, TOtherWindow> ?? throw new ArgumentException(
        $"{this} is an evictor for records of type {typeof(T)} in windows of type {typeof(TWindow)}, and those of the stream are of type {typeof(TOther)} in {typeof(TOtherWindow)}.");
}
