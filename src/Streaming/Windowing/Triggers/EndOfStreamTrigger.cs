using Flink.Core.Records;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires once, when the input has ended.</summary>
/// <remarks>Source: the trigger of Flink's GlobalWindows.createWithEndOfStreamTrigger.</remarks>
public sealed class EndOfStreamTrigger : AnyWindowTrigger
{
    private EndOfStreamTrigger()
    {
    }

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>The trigger.</summary>
    public static EndOfStreamTrigger Create() => new();

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context)
    {
        context.RegisterEventTimeTimer(Watermark.Max.Time);
        return TriggerResult.Continue;
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context) =>
        time == Watermark.Max.Time ? TriggerResult.FireAndPurge : TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context) => context.RegisterEventTimeTimer(Watermark.Max.Time);

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context) => context.DeleteEventTimeTimer(Watermark.Max.Time);

    /// <inheritdoc/>
    public override string ToString() => nameof(EndOfStreamTrigger);
}
