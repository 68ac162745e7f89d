using Flink.Core.State;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>What a trigger may ask and do for the key and window at hand. Used on the task's thread, during the call only.</summary>
public abstract class TriggerContext
{
    private protected TriggerContext()
    {
    }

    /// <summary>The clock of processing time, milliseconds since the epoch.</summary>
    public abstract long CurrentProcessingTime { get; }

    /// <summary>The last watermark, or <see cref="Core.Records.Watermark.Unset"/>.</summary>
    public abstract long CurrentWatermark { get; }

    /// <summary>Calls <c>OnEventTime</c> for this window when the watermark reaches a time; one that is due already fires when the watermark advances next.</summary>
    public abstract void RegisterEventTimeTimer(long time);

    /// <summary>Calls <c>OnProcessingTime</c> for this window when processing time reaches a time.</summary>
    public abstract void RegisterProcessingTimeTimer(long time);

    /// <summary>Removes the window's event-time timer of a time, if there is one.</summary>
    public abstract void DeleteEventTimeTimer(long time);

    /// <summary>Removes the window's processing-time timer of a time, if there is one.</summary>
    public abstract void DeleteProcessingTimeTimer(long time);

    /// <summary>State of this window; asked for anew in each call.</summary>
    /// <param name="descriptor">Names the state, apart from all states of the window's function.</param>
    public abstract TState GetPartitionedState<TState>(StateDescriptor<TState> descriptor)
        where TState : class, IState;
}
