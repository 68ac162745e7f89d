using Flink.Core.State;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>The times at which a continuous trigger fires: one for each window is waited for.</summary>
/// <param name="interval">Distance of the times, milliseconds.</param>
internal sealed class FireTimes(long interval)
{
    /// <summary>The next time of a window; of merged windows the earliest.</summary>
    public ReducingStateDescriptor<long> Next { get; } = new("fire-time", new Earliest());

    public long Interval => interval;

    /// <summary>Begins to wait, where nobody waits: from the last multiple of the interval on.</summary>
    public bool TryStart(long now, long maxTimestamp, TriggerContext context, out long time)
    {
        var state = context.GetPartitionedState(Next);
        if (state.TryGet(out _))
        {
            time = 0;
            return false;
        }

        time = Add(state, now - now % interval, maxTimestamp);
        return true;
    }

    /// <summary>Goes on to the next time, where the timer is the one that is waited for.</summary>
    public bool TryGoOn(long timer, long maxTimestamp, TriggerContext context, out long time)
    {
        var state = context.GetPartitionedState(Next);
        if (!state.TryGet(out var awaited) || awaited != timer)
        {
            time = 0;
            return false;
        }

        state.Clear();
        time = Add(state, timer, maxTimestamp);
        return true;
    }

    private long Add(IReducingState<long> state, long from, long maxTimestamp)
    {
        var next = from > long.MaxValue - interval ? maxTimestamp : Math.Min(from + interval, maxTimestamp);
        state.Add(next);
        return next;
    }

    private sealed class Earliest : Core.Functions.IReduceFunction<long>
    {
        public long Reduce(in long reduced, in long next) => Math.Min(reduced, next);
    }
}
