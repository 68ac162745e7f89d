using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>A function over a keyed stream and a broadcast one: keyed state and timers on one side, broadcast state on both.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TIn">Record type of the keyed stream.</typeparam>
/// <typeparam name="TBroadcast">Record type of the broadcast stream.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>The order between the streams is undefined. See Flink's documentation, "The Broadcast State Pattern".</remarks>
public abstract class KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> : IRichFunction
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>Takes one record of the keyed stream; its key is the current one.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Key, timers, broadcast state to read, and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessElement(in TIn record, ReadOnlyContext context, Collector<TOut> output);

    /// <summary>Takes one record of the broadcast stream, which all subtasks get. No key is current.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Broadcast state to change, all keys' states, and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessBroadcastElement(in TBroadcast record, Context context, Collector<TOut> output);

    /// <summary>A timer of the current key is due.</summary>
    /// <param name="timestamp">The time that it was registered for.</param>
    /// <param name="context">As in <see cref="ProcessElement"/>.</param>
    /// <param name="output">Takes the results, which carry the timer's time where it is one of event time, else none.</param>
    public virtual void OnTimer(long timestamp, OnTimerContext context, Collector<TOut> output)
    {
    }

    /// <summary>What the function may ask and do for a record of the keyed stream.</summary>
    public class ReadOnlyContext : ProcessContext
    {
        private readonly IKeyedScope<TKey> _scope;
        private readonly BroadcastStates _states;

        internal ReadOnlyContext(IKeyedScope<TKey> scope, BroadcastStates states)
            : base(scope.Scope) => (_scope, _states) = (scope, states);

        /// <summary>The key of the record or timer at hand. Must not be changed.</summary>
        public TKey CurrentKey => _scope.CurrentKey;

        /// <summary>Time, and the timers of the current key.</summary>
        public ITimerService TimerService => _scope.Timers;

        /// <summary>A broadcast state to read.</summary>
        /// <exception cref="ArgumentException">The stream was not broadcast with such a descriptor.</exception>
        public IReadOnlyBroadcastState<TMapKey, TValue> GetBroadcastState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
            where TMapKey : notnull => _states.Get(descriptor);
    }

    /// <summary>What the function may ask and do for the timer at hand.</summary>
    public sealed class OnTimerContext : ReadOnlyContext
    {
        internal OnTimerContext(IKeyedScope<TKey> scope, BroadcastStates states)
            : base(scope, states)
        {
        }

        /// <summary>The clock of the timer that fires.</summary>
        public TimeDomain TimeDomain { get; internal set; }
    }

    /// <summary>What the function may ask and do for a record of the broadcast stream.</summary>
    public sealed class Context : ProcessContext
    {
        private readonly IKeyedScope<TKey> _scope;
        private readonly BroadcastStates _states;

        internal Context(IKeyedScope<TKey> scope, BroadcastStates states)
            : base(scope.Scope) => (_scope, _states) = (scope, states);

        /// <summary>A broadcast state to read and change. All subtasks must change it alike.</summary>
        /// <exception cref="ArgumentException">The stream was not broadcast with such a descriptor.</exception>
        public IBroadcastState<TMapKey, TValue> GetBroadcastState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
            where TMapKey : notnull => _states.Get(descriptor);

        /// <summary>Calls a function for every key of this subtask that has a value in a keyed state, with the key as the current one.</summary>
        /// <param name="descriptor">The state.</param>
        /// <param name="function">May change and clear the state. The order of the keys is undefined.</param>
        public void ApplyToKeyedState<TState>(StateDescriptor<TState> descriptor, Action<TKey, TState> function)
            where TState : class, IState
        {
            ArgumentNullException.ThrowIfNull(descriptor);
            ArgumentNullException.ThrowIfNull(function);
            _scope.ApplyToKeyedState(descriptor, function);
        }
    }
}
