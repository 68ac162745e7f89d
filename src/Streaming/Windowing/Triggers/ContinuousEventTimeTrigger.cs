namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires at each multiple of an interval that the watermark passes while the window has records, and at the window's end.</summary>
/// <remarks>Source: Flink's ContinuousEventTimeTrigger.</remarks>
public sealed class ContinuousEventTimeTrigger : AnyWindowTrigger
{
    private readonly FireTimes _times;

    private ContinuousEventTimeTrigger(long interval) => _times = new FireTimes(interval);

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>A trigger with an interval.</summary>
    /// <param name="interval">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not above 0, or has a fraction of a millisecond.</exception>
    public static ContinuousEventTimeTrigger Of(TimeSpan interval) => new(WindowDurations.Positive(interval));

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context)
    {
        if (maxTimestamp <= context.CurrentWatermark)
        {
            return TriggerResult.Fire;
        }

        context.RegisterEventTimeTimer(maxTimestamp);
        if (_times.TryStart(timestamp, maxTimestamp, context, out var time))
        {
            context.RegisterEventTimeTimer(time);
        }

        return TriggerResult.Continue;
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context)
    {
        if (time == maxTimestamp)
        {
            return TriggerResult.Fire;
        }

        if (!_times.TryGoOn(time, maxTimestamp, context, out var next))
        {
            return TriggerResult.Continue;
        }

        context.RegisterEventTimeTimer(next);
        return TriggerResult.Fire;
    }

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context)
    {
        context.MergePartitionedState(_times.Next);
        if (context.GetPartitionedState(_times.Next).TryGet(out var next))
        {
            context.RegisterEventTimeTimer(next);
        }
    }

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context)
    {
        var state = context.GetPartitionedState(_times.Next);
        if (state.TryGet(out var next))
        {
            context.DeleteEventTimeTimer(next);
            state.Clear();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ContinuousEventTimeTrigger)}({_times.Interval})";
}
