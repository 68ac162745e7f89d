using Flink.Core.State;

namespace Flink.Streaming.Windowing.Triggers;

/// <summary>What a trigger may ask and do when windows have become one.</summary>
public abstract class MergeTriggerContext : TriggerContext
{
    private protected MergeTriggerContext()
    {
    }

    /// <summary>Adds the states of the merged windows to that of the new one.</summary>
    /// <param name="descriptor">Names a reducing, aggregating or list state.</param>
    /// <exception cref="NotSupportedException">The state is of another kind, and two of them have no sum.</exception>
    public abstract void MergePartitionedState<TState>(StateDescriptor<TState> descriptor)
        where TState : class, IState;
}
