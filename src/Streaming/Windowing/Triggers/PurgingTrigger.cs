namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Does what another trigger does, and empties the window whenever that fires.</summary>
/// <remarks>Source: Flink's PurgingTrigger.</remarks>
public sealed class PurgingTrigger : Trigger
{
    private readonly Trigger _inner;

    private PurgingTrigger(Trigger inner) => _inner = inner;

    /// <summary>A trigger that empties windows when another one fires.</summary>
    /// <param name="trigger">The other one.</param>
    public static PurgingTrigger Of(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return new PurgingTrigger(trigger);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(PurgingTrigger)}({_inner})";

    internal override Trigger<T, TWindow> For<T, TWindow>() => new OfWindows<T, TWindow>(_inner.For<T, TWindow>());

    private sealed class OfWindows<T, TWindow>(Trigger<T, TWindow> inner) : Trigger<T, TWindow>
        where TWindow : struct, IWindow
    {
        public override bool CanMerge => inner.CanMerge;

        public override TriggerResult OnElement(in T element, long timestamp, TWindow window, TriggerContext context) =>
            Purged(inner.OnElement(in element, timestamp, window, context));

        public override TriggerResult OnEventTime(long time, TWindow window, TriggerContext context) => Purged(inner.OnEventTime(time, window, context));

        public override TriggerResult OnProcessingTime(long time, TWindow window, TriggerContext context) =>
            Purged(inner.OnProcessingTime(time, window, context));

        public override void OnMerge(TWindow window, MergeTriggerContext context) => inner.OnMerge(window, context);

        public override void Clear(TWindow window, TriggerContext context) => inner.Clear(window, context);

        public override string ToString() => $"{nameof(PurgingTrigger)}({inner})";

        private static TriggerResult Purged(TriggerResult result) => result.IsFire() ? TriggerResult.FireAndPurge : result;
    }
}
