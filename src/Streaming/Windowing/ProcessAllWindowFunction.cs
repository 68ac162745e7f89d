using Flink.Core.Functions;

namespace Flink.Streaming.Windowing;

/// <summary>Makes any number of results of the records of a window over the whole stream.</summary>
/// <typeparam name="TIn">The record type; behind a reduction or an aggregation the type of its result.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>Source: Flink's ProcessAllWindowFunction.</remarks>
public abstract class ProcessAllWindowFunction<TIn, TOut, TWindow> : IRichFunction
    where TWindow : struct, IWindow
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>The window fires.</summary>
    /// <param name="context">Window, time, states and side outputs; valid for the time of the call.</param>
    /// <param name="elements">The records in the order of their arrival, or the one result of a reduction or an aggregation; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the window's last timestamp unless given one.</param>
    public abstract void Process(WindowContext<TWindow> context, IReadOnlyList<TIn> elements, Collector<TOut> output);

    /// <summary>The window is removed: forget what <see cref="WindowContext{TWindow}.WindowState"/> holds for it.</summary>
    public virtual void Clear(WindowContext<TWindow> context)
    {
    }
}
