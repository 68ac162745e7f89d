using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Says which windows a record belongs to. Derive from <see cref="TimestampWindowAssigner{TWindow}"/> or <see cref="WindowAssigner{T, TWindow}"/>.</summary>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>An assigner travels with the program, and each subtask has a copy of its own. Used on the task's thread.</remarks>
public abstract class WindowAssigner<TWindow>
    where TWindow : struct, IWindow
{
    private protected WindowAssigner()
    {
    }

    /// <summary>Whether windows end by event time; records then need timestamps, and may be late. Else they end by processing time, or never.</summary>
    public abstract bool IsEventTime { get; }

    /// <summary>The trigger of windows for which the program names none.</summary>
    public abstract Trigger DefaultTrigger { get; }

    /// <summary>The assigner for records of a type.</summary>
    /// <exception cref="ArgumentException">It is one for records of another type.</exception>
    internal abstract WindowAssigner<T, TWindow> For<T>();
}
