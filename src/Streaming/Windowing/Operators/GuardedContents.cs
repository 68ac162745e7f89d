using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What an operator keeps for a window, one window at a time: where the user's functions fail, the error names operator, key and record or window.</summary>
/// <param name="contents">Does it; loops that name the key themselves call it directly.</param>
/// <param name="operatorName">The window operator.</param>
/// <param name="context">Says which window is at hand.</param>
/// <param name="output">Takes the results.</param>
internal sealed class GuardedContents<T, TKey, TWindow, TState, TOut, TContents>(
    StrongBox<TContents> contents, string operatorName, WindowContext<TWindow> context, Collector<TOut> output)
    where TWindow : struct, IWindow
    where TContents : struct, IWindowContents<T, TKey, TWindow, TState, TOut>
{
    /// <inheritdoc cref="IWindowContents{T, TKey, TWindow, TState, TOut}.Add"/>
    public void Add(in T record, long timestamp, in TKey key, ref TState state)
    {
        try
        {
            contents.Value.Add(in record, timestamp, ref state);
        }
        catch (Exception cause) when (IsOfFunction(cause))
        {
            throw WindowFailure.Of(cause, operatorName, in key, timestamp);
        }
    }

    /// <summary>Adds what another window has gathered, which is forgotten.</summary>
    /// <param name="target">What <paramref name="window"/> has gathered.</param>
    /// <param name="source">What is added.</param>
    /// <param name="key">The key.</param>
    /// <param name="window">The window that takes it.</param>
    public void Merge(ref TState target, in TState source, in TKey key, TWindow window)
    {
        try
        {
            contents.Value.Merge(ref target, in source);
        }
        catch (Exception cause) when (IsOfFunction(cause))
        {
            throw Failure(cause, "merge another window into", in key, window);
        }
    }

    /// <summary>Emits the results of the window at hand.</summary>
    /// <inheritdoc cref="IWindowContents{T, TKey, TWindow, TState, TOut}.Fire"/>
    public bool Fire(in TKey key, ref TState state, bool stays)
    {
        try
        {
            return contents.Value.Fire(in key, ref state, stays, context, output);
        }
        catch (Exception cause) when (IsOfFunction(cause))
        {
            throw FailureOfResult(cause, in key, context.Window);
        }
    }

    /// <summary>The window at hand is removed.</summary>
    public void Clear(in TKey key)
    {
        try
        {
            contents.Value.Clear(context);
        }
        catch (Exception cause) when (IsOfFunction(cause))
        {
            throw Failure(cause, "clear", in key, context.Window);
        }
    }

    /// <summary>Whether an exception may be of the functions of these windows: what an operator behind them throws comes through here too.</summary>
    public bool IsOfFunction(Exception exception) => WindowFailure.IsOfFunction(exception) && !output.IsPassing && !context.IsPassing;

    /// <summary>The failure of the functions that give the result of a window.</summary>
    public Exception FailureOfResult(Exception cause, in TKey key, TWindow window) => Failure(cause, "give the result of", in key, window);

    /// <summary>The failure of a function at a window.</summary>
    /// <param name="cause">What it threw.</param>
    /// <param name="task">What it was to do, such that the window follows.</param>
    /// <param name="key">The key.</param>
    /// <param name="window">The window.</param>
    public Exception Failure(Exception cause, string task, in TKey key, TWindow window) => WindowFailure.Of(cause, operatorName, $"{task} {window}", in key);
}
