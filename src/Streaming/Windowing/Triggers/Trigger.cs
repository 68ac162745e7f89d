namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Says when a window has a result. Derive from <see cref="Trigger{T, TWindow}"/> or <see cref="AnyWindowTrigger"/>.</summary>
/// <remarks>
/// A trigger travels with the program, and each subtask has a copy of its own for all keys and windows: what belongs to a window is
/// kept in its partitioned state. Used on the task's thread.
/// </remarks>
public abstract class Trigger
{
    private protected Trigger()
    {
    }

    /// <summary>The trigger for records and windows of some types.</summary>
    /// <exception cref="ArgumentException">It is one for other types.</exception>
    internal abstract Trigger<T, TWindow> For<T, TWindow>()
        where TWindow : struct, IWindow;
}
