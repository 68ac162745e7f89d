using Flink.Core.State;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires when a record is far from the one that fired last, which is kept for each window.</summary>
/// <typeparam name="T">The record type; must be serializable.</typeparam>
/// <remarks>Cannot be used where windows are merged. Source: Flink's DeltaTrigger.</remarks>
public sealed class DeltaTrigger<T> : Trigger
{
    private readonly double _threshold;
    private readonly Func<T, T, double> _delta;
    private readonly ValueStateDescriptor<T> _last = new("last-element");

    internal DeltaTrigger(double threshold, Func<T, T, double> delta)
    {
        _threshold = threshold;
        _delta = delta;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"DeltaTrigger({_threshold})");

    internal override Trigger<TOther, TWindow> For<TOther, TWindow>() => new OfWindows<TWindow>(this) as Trigger<TOther, TWindow>
        ?? throw new ArgumentException($"{this} is a trigger for records of type {typeof(T)}, and those of the stream are of type {typeof(TOther)}.");

    private sealed class OfWindows<TWindow>(DeltaTrigger<T> trigger) : Trigger<T, TWindow>
        where TWindow : struct, IWindow
    {
        public override TriggerResult OnElement(in T element, long timestamp, TWindow window, TriggerContext context)
        {
            var state = context.GetPartitionedState(trigger._last);
            if (!state.TryGetValue(out var last))
            {
                state.Update(element);
                return TriggerResult.Continue;
            }

            if (!(trigger._delta(last!, element) > trigger._threshold))
            {
                return TriggerResult.Continue;
            }

            state.Update(element);
            return TriggerResult.Fire;
        }

        public override TriggerResult OnEventTime(long time, TWindow window, TriggerContext context) => TriggerResult.Continue;

        public override TriggerResult OnProcessingTime(long time, TWindow window, TriggerContext context) => TriggerResult.Continue;

        public override void Clear(TWindow window, TriggerContext context) => context.GetPartitionedState(trigger._last).Clear();

        public override string ToString() => trigger.ToString();
    }
}
