using Flink.Core.State;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Does what another trigger does, and fires too when processing time has moved on by a time-out since a record came.</summary>
/// <remarks>Source: Flink's ProcessingTimeoutTrigger.</remarks>
public sealed class ProcessingTimeoutTrigger : Trigger
{
    private readonly Trigger _inner;
    private readonly long _timeout;
    private readonly bool _resetOnNewRecord;
    private readonly bool _clearOnTimeout;

    private ProcessingTimeoutTrigger(Trigger inner, long timeout, bool resetOnNewRecord, bool clearOnTimeout)
    {
        _inner = inner;
        _timeout = timeout;
        _resetOnNewRecord = resetOnNewRecord;
        _clearOnTimeout = clearOnTimeout;
    }

    /// <summary>A trigger with a time-out.</summary>
    /// <param name="trigger">The other trigger.</param>
    /// <param name="timeout">Above 0.</param>
    /// <param name="resetOnNewRecord">The time-out begins anew with each record; else it runs from the first one since the window fired.</param>
    /// <param name="clearOnTimeout">The other trigger's state is cleared when the time-out fires.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is not above 0, or has a fraction of a millisecond.</exception>
    public static ProcessingTimeoutTrigger Of(Trigger trigger, TimeSpan timeout, bool resetOnNewRecord = false, bool clearOnTimeout = true)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return new ProcessingTimeoutTrigger(trigger, WindowDurations.Positive(timeout), resetOnNewRecord, clearOnTimeout);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ProcessingTimeoutTrigger)}({_inner}, {_timeout})";

    internal override Trigger<T, TWindow> For<T, TWindow>() => new OfWindows<T, TWindow>(this, _inner.For<T, TWindow>());

    private sealed class OfWindows<T, TWindow>(ProcessingTimeoutTrigger settings, Trigger<T, TWindow> inner) : Trigger<T, TWindow>
        where TWindow : struct, IWindow
    {
        private readonly ValueStateDescriptor<long> _timer = new("timeout");

        // As in Flink: what is to come cannot be merged.
        public override bool CanMerge => false;

        public override TriggerResult OnElement(in T element, long timestamp, TWindow window, TriggerContext context)
        {
            var result = inner.OnElement(in element, timestamp, window, context);
            if (result.IsFire())
            {
                Clear(window, context);
                return result;
            }

            var timer = context.GetPartitionedState(_timer);
            var isWaiting = timer.TryGetValue(out var time);
            if (isWaiting && settings._resetOnNewRecord)
            {
                context.DeleteProcessingTimeTimer(time);
                isWaiting = false;
            }

            if (!isWaiting)
            {
                var next = context.CurrentProcessingTime + settings._timeout;
                timer.Update(next);
                context.RegisterProcessingTimeTimer(next);
            }

            return result;
        }

        public override TriggerResult OnEventTime(long time, TWindow window, TriggerContext context) =>
            Fired(inner.OnEventTime(time, window, context), window, context);

        public override TriggerResult OnProcessingTime(long time, TWindow window, TriggerContext context) =>
            Fired(inner.OnProcessingTime(time, window, context), window, context);

        public override void Clear(TWindow window, TriggerContext context)
        {
            var timer = context.GetPartitionedState(_timer);
            if (timer.TryGetValue(out var time))
            {
                context.DeleteProcessingTimeTimer(time);
                timer.Clear();
            }

            inner.Clear(window, context);
        }

        public override string ToString() => settings.ToString();

        // Any timer fires, whatever the other trigger says of it, as in Flink.
        private TriggerResult Fired(TriggerResult result, TWindow window, TriggerContext context)
        {
            if (settings._clearOnTimeout)
            {
                Clear(window, context);
            }

            return result.IsPurge() ? TriggerResult.FireAndPurge : TriggerResult.Fire;
        }
    }
}
