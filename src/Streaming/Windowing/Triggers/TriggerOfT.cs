namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Says by the records and the window when a window has a result.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>Source: Flink's Trigger.</remarks>
public abstract class Trigger<T, TWindow> : Trigger
    where TWindow : struct, IWindow
{
    /// <summary>Whether the trigger can go on when windows are merged; one that cannot is refused for such an assigner.</summary>
    public virtual bool CanMerge => false;

    /// <summary>A record was added to a window.</summary>
    public abstract TriggerResult OnElement(in T element, long timestamp, TWindow window, TriggerContext context);

    /// <summary>A timer of event time that was registered for the window has come. It may be one that removes the window, which nobody registered.</summary>
    public abstract TriggerResult OnEventTime(long time, TWindow window, TriggerContext context);

    /// <summary>A timer of processing time that was registered for the window has come. It may be one that removes the window, which nobody registered.</summary>
    public abstract TriggerResult OnProcessingTime(long time, TWindow window, TriggerContext context);

    /// <summary>Several windows have become one. Their timers and states are cleared afterwards, by <see cref="Clear"/> for each.</summary>
    /// <param name="window">What they have become.</param>
    /// <param name="context">As always, of the new window; it also takes over states.</param>
    public virtual void OnMerge(TWindow window, MergeTriggerContext context) => throw new NotSupportedException($"{this} does not support merging.");

    /// <summary>A window is removed, or has been merged into another one: deletes its timers and states.</summary>
    public abstract void Clear(TWindow window, TriggerContext context);

    internal override Trigger<TOther, TOtherWindow> For<TOther, TOtherWindow>() => this as Trigger<TOther, TOtherWindow> ?? throw new ArgumentException(
        $"{this} is a trigger for records of type {typeof(T)} in windows of type {typeof(TWindow)}, and those of the stream are of type {typeof(TOther)} in {typeof(TOtherWindow)}.");
}
