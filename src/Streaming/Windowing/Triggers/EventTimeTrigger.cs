namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires when the watermark has passed the end of the window, and then for each late record that is allowed.</summary>
/// <remarks>Source: Flink's EventTimeTrigger.</remarks>
public sealed class EventTimeTrigger : AnyWindowTrigger
{
    private EventTimeTrigger()
    {
    }

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>The trigger.</summary>
    public static EventTimeTrigger Create() => new();

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context)
    {
        if (maxTimestamp <= context.CurrentWatermark)
        {
            return TriggerResult.Fire;
        }

        context.RegisterEventTimeTimer(maxTimestamp);
        return TriggerResult.Continue;
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context) =>
        time == maxTimestamp ? TriggerResult.Fire : TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context)
    {
        // Else the record that merges the windows fires, and a timer would fire a second time.
        if (maxTimestamp > context.CurrentWatermark)
        {
            context.RegisterEventTimeTimer(maxTimestamp);
        }
    }

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context) => context.DeleteEventTimeTimer(maxTimestamp);

    /// <inheritdoc/>
    public override string ToString() => nameof(EventTimeTrigger);
}
