using Flink.Core.Functions;
using Flink.Core.State;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Fires when a number of records has come since it fired last.</summary>
/// <remarks>Source: Flink's CountTrigger.</remarks>
public sealed class CountTrigger : AnyWindowTrigger
{
    private readonly long _count;
    private readonly ReducingStateDescriptor<long> _seen = new("count", new Sum());

    private CountTrigger(long count) => _count = count;

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>A trigger for a number of records.</summary>
    /// <param name="count">Above 0.</param>
    public static CountTrigger Of(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new CountTrigger(count);
    }

    /// <inheritdoc/>
    public override TriggerResult OnElement(long timestamp, long maxTimestamp, TriggerContext context)
    {
        var seen = context.GetPartitionedState(_seen);
        seen.Add(1);
        if (seen.Get() < _count)
        {
            return TriggerResult.Continue;
        }

        seen.Clear();
        return TriggerResult.Fire;
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long time, long maxTimestamp, TriggerContext context) => TriggerResult.Continue;

    /// <inheritdoc/>
    public override void OnMerge(long maxTimestamp, MergeTriggerContext context) => context.MergePartitionedState(_seen);

    /// <inheritdoc/>
    public override void Clear(long maxTimestamp, TriggerContext context) => context.GetPartitionedState(_seen).Clear();

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(CountTrigger)}({_count})";

    private sealed class Sum : IReduceFunction<long>
    {
        public long Reduce(in long reduced, in long next) => reduced + next;
    }
}
