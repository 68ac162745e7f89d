using Flink.Core.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What an operator keeps for a window, and what it makes of it. A struct, so that it is compiled into the operator.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <typeparam name="TState">What is kept for a window; must be serializable.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
internal interface IWindowContents<T, TKey, TWindow, TState, TOut>
    where TWindow : struct, IWindow
{
    void Open(RuntimeContext context);

    void Close();

    /// <summary>What is kept for a window without records.</summary>
    TState Create();

    /// <summary>Adds a record, which is the state's from now on.</summary>
    void Add(in T record, long timestamp, ref TState state);

    /// <summary>Adds what another window has gathered, which is forgotten.</summary>
    void Merge(ref TState target, in TState source);

    /// <summary>Emits the results of a window.</summary>
    /// <param name="key">The key.</param>
    /// <param name="state">What the window has gathered; evictors change it.</param>
    /// <param name="stays">False when the state is forgotten after the call, so that what it holds may be given away.</param>
    /// <param name="context">The window.</param>
    /// <param name="output">Takes the results.</param>
    /// <returns>Whether anything is left in the state.</returns>
    bool Fire(in TKey key, ref TState state, bool stays, WindowContext<TWindow> context, Collector<TOut> output);

    /// <summary>Emits the results of many keys at once, as <see cref="Fire"/> does one by one; only of contents that need neither key nor window.</summary>
    /// <param name="states">What the window has gathered for each key; forgotten after the call where it holds references, so that these may be given away.</param>
    /// <param name="output">Takes the results, one a key; when a function fails, those before it.</param>
    void FireAll(ReadOnlySpan<TState> states, Collector<TOut> output) => throw new InvalidOperationException($"{GetType()} needs key and window.");

    /// <summary>The window is removed.</summary>
    void Clear(WindowContext<TWindow> context);
}
