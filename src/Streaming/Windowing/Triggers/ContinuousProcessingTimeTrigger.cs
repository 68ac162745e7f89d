namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires at each multiple of an interval of processing time while the window has records.</summary>
/// <remarks>Source: Flink's ContinuousProcessingTimeTrigger.</remarks>
public sealed class ContinuousProcessingTimeTrigger : AnyWindowTrigger
{
    private readonly FireTimes _times;

    private ContinuousProcessingTimeTrigger(long interval) => _times = new FireTimes(interval);

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>A trigger with an interval.</summary>
    /// <param name="interval">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not above 0, or has a fraction of a millisecond.</exception>
    public static ContinuousProcessingTimeTrigger Of(TimeSpan interval) => new(WindowDurations.Positive(interval));

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context)
    {
        if (_times.TryStart(context.CurrentProcessingTime, maxTimestamp, context, out var time))
        {
            context.RegisterProcessingTimeTimer(time);
        }

        return TriggerResult.Continue;
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context)
    {
        if (!_times.TryGoOn(time, maxTimestamp, context, out var next))
        {
            return TriggerResult.Continue;
        }

        context.RegisterProcessingTimeTimer(next);
        return TriggerResult.Fire;
    }

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context)
    {
        context.MergePartitionedState(_times.Next);
        if (context.GetPartitionedState(_times.Next).TryGet(out var next))
        {
            context.RegisterProcessingTimeTimer(next);
        }
    }

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context)
    {
        var state = context.GetPartitionedState(_times.Next);
        if (state.TryGet(out var next))
        {
            context.DeleteProcessingTimeTimer(next);
            state.Clear();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ContinuousProcessingTimeTrigger)}({_times.Interval})";
}
