namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Never fires.</summary>
/// <remarks>Source: the default trigger of Flink's GlobalWindows.</remarks>
public sealed class NeverTrigger : AnyWindowTrigger
{
    private NeverTrigger()
    {
    }

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>The trigger.</summary>
    public static NeverTrigger Create() => new();

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context)
    {
        // There are no timers and no state to move.
    }

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context)
    {
        // There are no timers and no state.
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(NeverTrigger);
}
