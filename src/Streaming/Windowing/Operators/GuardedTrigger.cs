using System.Globalization;
using Flink.Core.Types.Keys;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What decides over the windows of the key at hand, assigner and trigger: where they fail, the error names operator, key and record or window.</summary>
/// <param name="assigner">Says which windows a record is in.</param>
/// <param name="trigger">Says when a window has a result.</param>
/// <param name="operatorName">The window operator.</param>
/// <param name="scope">Has the key.</param>
/// <param name="context">What the trigger sees.</param>
internal sealed class GuardedTrigger<T, TKey, TWindow, TKeyComparer, TWindowComparer>(
    WindowAssigner<T, TWindow> assigner,
    Trigger<T, TWindow> trigger,
    string operatorName,
    WindowScope<TKey, TWindow, TKeyComparer, TWindowComparer> scope,
    WindowTriggerContext<TKey, TWindow, TKeyComparer, TWindowComparer> context)
    where TWindow : struct, IWindow
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
{
    private string Name => WindowFailure.TextOf(trigger);

    /// <summary>Adds the windows of a record to a list.</summary>
    public void AssignWindows(in T record, long timestamp, WindowAssignerContext time, List<TWindow> windows)
    {
        try
        {
            assigner.AssignWindows(in record, timestamp, time, windows);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, string.Create(CultureInfo.InvariantCulture, $"assign windows to the record with timestamp {timestamp}"));
        }
    }

    /// <summary>Merges the window of a record with others of its key, as the assigner says.</summary>
    public TWindow Merge(MergingWindows<TKey, TWindow, TKeyComparer, TWindowComparer> merging, TWindow window, out TWindow stateWindow)
    {
        try
        {
            return merging.Add(in scope.Key, scope.KeyHash, in window, out stateWindow);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, $"merge {window} with other windows");
        }
    }

    /// <summary>Asks the trigger about a record that was added to a window.</summary>
    public TriggerResult OnElement(in T record, long timestamp, TWindow window)
    {
        try
        {
            context.Window = window;
            return trigger.OnElement(in record, timestamp, window, context);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, string.Create(CultureInfo.InvariantCulture, $"ask {Name} about the record with timestamp {timestamp} in {window}"));
        }
    }

    /// <summary>Asks the trigger about a timer of event time.</summary>
    public TriggerResult OnEventTime(long time, TWindow window)
    {
        try
        {
            context.Window = window;
            return trigger.OnEventTime(time, window, context);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, string.Create(CultureInfo.InvariantCulture, $"ask {Name} about event time {time} in {window}"));
        }
    }

    /// <summary>Asks the trigger about a timer of processing time.</summary>
    public TriggerResult OnProcessingTime(long time, TWindow window)
    {
        try
        {
            context.Window = window;
            return trigger.OnProcessingTime(time, window, context);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, string.Create(CultureInfo.InvariantCulture, $"ask {Name} about processing time {time} in {window}"));
        }
    }

    /// <summary>Tells the trigger what windows have become.</summary>
    public void OnMerge(TWindow window, List<TWindow> merged)
    {
        try
        {
            context.Window = window;
            context.Merged = merged;
            trigger.OnMerge(window, context);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, $"tell {Name} of windows that were merged into {window}");
        }
    }

    /// <summary>Has the trigger clean up behind a window.</summary>
    public void Clear(TWindow window)
    {
        try
        {
            context.Window = window;
            trigger.Clear(window, context);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, $"clear what {Name} has kept for {window}");
        }
    }

    private Exception Failure(Exception cause, string task) => WindowFailure.Of(cause, operatorName, task, in scope.Key);
}
