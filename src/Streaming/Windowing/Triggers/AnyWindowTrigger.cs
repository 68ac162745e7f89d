namespace Flink.Streaming.Windowing.Triggers;

/// <summary>A trigger that looks neither at the records nor at more of a window than its last timestamp, and so is one for all of them.</summary>
/// <remarks>The members mean what those of <see cref="Trigger{T, TWindow}"/> do.</remarks>
public abstract class AnyWindowTrigger : Trigger
{
    /// <inheritdoc cref="Trigger{T, TWindow}.CanMerge"/>
    public virtual bool CanMerge => false;

    /// <inheritdoc cref="Trigger{T, TWindow}.OnElement"/>
    /// <param name="timestamp">The record's timestamp.</param>
    /// <param name="maxTimestamp">The window's last timestamp.</param>
    /// <param name="context">Time, timers and states of the window.</param>
    public abstract TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context);

    /// <inheritdoc cref="Trigger{T, TWindow}.OnEventTime"/>
    /// <param name="time">The timer's time.</param>
    /// <param name="maxTimestamp">The window's last timestamp.</param>
    /// <param name="context">Time, timers and states of the window.</param>
    public abstract TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context);

    /// <inheritdoc cref="Trigger{T, TWindow}.OnProcessingTime"/>
    /// <param name="time">The timer's time.</param>
    /// <param name="maxTimestamp">The window's last timestamp.</param>
    /// <param name="context">Time, timers and states of the window.</param>
    public abstract TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context);

    /// <inheritdoc cref="Trigger{T, TWindow}.OnMerge"/>
    /// <param name="maxTimestamp">Last timestamp of the window that they have become.</param>
    /// <param name="context">As always, of the new window; it also takes over states.</param>
    public virtual void OnMerge(long maxTimestamp, MergeTriggerContext context) => throw new NotSupportedException($"{this} does not support merging.");

    /// <inheritdoc cref="Trigger{T, TWindow}.Clear"/>
    /// <param name="maxTimestamp">The window's last timestamp.</param>
    /// <param name="context">Timers and states of the window.</param>
    public abstract void Clear(long maxTimestamp, TriggerContext context);

    internal override Trigger<T, TWindow> For<T, TWindow>() => new OfWindows<T, TWindow>(this);

    private sealed class OfWindows<T, TWindow>(AnyWindowTrigger trigger) : Trigger<T, TWindow>
        where TWindow : struct, IWindow
    {
        public override bool CanMerge => trigger.CanMerge;

        public override TriggerResult OnElement(in T element, long timestamp, TWindow window, TriggerContext context) =>
            trigger.OnElement(timestamp, window.MaxTimestamp, context);

        public override TriggerResult OnEventTime(long time, TWindow window, TriggerContext context) =>
            trigger.OnEventTime(time, window.MaxTimestamp, context);

        public override TriggerResult OnProcessingTime(long time, TWindow window, TriggerContext context) =>
            trigger.OnProcessingTime(time, window.MaxTimestamp, context);

        public override void OnMerge(TWindow window, MergeTriggerContext context) => trigger.OnMerge(window.MaxTimestamp, context);

        public override void Clear(TWindow window, TriggerContext context) => trigger.Clear(window.MaxTimestamp, context);

        public override string? ToString() => trigger.ToString();
    }
}
