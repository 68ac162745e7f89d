namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires when processing time has passed the end of the window.</summary>
/// <remarks>Source: Flink's ProcessingTimeTrigger.</remarks>
public sealed class ProcessingTimeTrigger : AnyWindowTrigger
{
    private ProcessingTimeTrigger()
    {
    }

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>The trigger.</summary>
    public static ProcessingTimeTrigger Create() => new();

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context)
    {
        context.RegisterProcessingTimeTimer(maxTimestamp);
        return TriggerResult.Continue;
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Fire;

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context)
    {
        if (maxTimestamp > context.CurrentProcessingTime)
        {
            context.RegisterProcessingTimeTimer(maxTimestamp);
        }
    }

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context) => context.DeleteProcessingTimeTimer(maxTimestamp);

    /// <inheritdoc/>
    public override string ToString() => nameof(ProcessingTimeTrigger);
}
