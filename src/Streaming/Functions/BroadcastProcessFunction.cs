using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>A function over a stream and a broadcast one, whose records every subtask gets and keeps in broadcast state.</summary>
/// <typeparam name="TIn">Record type of the stream.</typeparam>
/// <typeparam name="TBroadcast">Record type of the broadcast stream.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>The order between the streams is undefined. See Flink's documentation, "The Broadcast State Pattern".</remarks>
public abstract class BroadcastProcessFunction<TIn, TBroadcast, TOut> : IRichFunction
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>Takes one record of the stream that is not broadcast.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Broadcast state to read, time and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessElement(in TIn record, ReadOnlyContext context, Collector<TOut> output);

    /// <summary>Takes one record of the broadcast stream, which all subtasks get.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Broadcast state to change, time and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessBroadcastElement(in TBroadcast record, Context context, Collector<TOut> output);

    /// <summary>What the function may ask and do for a record of the stream that is not broadcast.</summary>
    public sealed class ReadOnlyContext : ProcessContext
    {
        private readonly BroadcastStates _states;

        internal ReadOnlyContext(FunctionScope scope, BroadcastStates states)
            : base(scope) => (_states, TimerService) = (states, new NoTimers(scope));

        /// <summary>Time. Timers belong to keys and are refused here.</summary>
        public ITimerService TimerService { get; }

        /// <summary>A broadcast state to read.</summary>
        /// <exception cref="ArgumentException">The stream was not broadcast with such a descriptor.</exception>
        public IReadOnlyBroadcastState<TMapKey, TValue> GetBroadcastState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
            where TMapKey : notnull => _states.Get(descriptor);
    }

    /// <summary>What the function may ask and do for a record of the broadcast stream.</summary>
    public sealed class Context : ProcessContext
    {
        private readonly BroadcastStates _states;

        internal Context(FunctionScope scope, BroadcastStates states)
            : base(scope) => _states = states;

        /// <summary>A broadcast state to read and change. All subtasks must change it alike.</summary>
        /// <exception cref="ArgumentException">The stream was not broadcast with such a descriptor.</exception>
        public IBroadcastState<TMapKey, TValue> GetBroadcastState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
            where TMapKey : notnull => _states.Get(descriptor);
    }
}
