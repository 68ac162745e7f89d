using Flink.Core.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>The most general function over two streams that are keyed alike: both sides share keyed state and timers.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TFirst">Record type of the first stream.</typeparam>
/// <typeparam name="TSecond">Record type of the second stream.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>The order between the streams is undefined. Event time is the smaller of the two streams' watermarks.</remarks>
public abstract class KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut> : IRichFunction
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>Takes one record of the first stream; its key is the current one.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Key, time, timers and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessElement1(in TFirst record, Context context, Collector<TOut> output);

    /// <summary>Takes one record of the second stream; its key is the current one.</summary>
    /// <inheritdoc cref="ProcessElement1" path="/param"/>
    public abstract void ProcessElement2(in TSecond record, Context context, Collector<TOut> output);

    /// <summary>A timer of the current key is due.</summary>
    /// <param name="timestamp">The time that it was registered for.</param>
    /// <param name="context">Key, time, timers and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the timer's time where it is one of event time, else none.</param>
    public virtual void OnTimer(long timestamp, OnTimerContext context, Collector<TOut> output)
    {
    }

    /// <summary>What the function may ask and do for the record at hand. Used on the task's thread.</summary>
    public class Context : ProcessContext
    {
        private readonly IKeyedScope<TKey> _scope;

        internal Context(IKeyedScope<TKey> scope)
            : base(scope.Scope) => _scope = scope;

        /// <summary>The key of the record or timer at hand. Must not be changed.</summary>
        public TKey CurrentKey => _scope.CurrentKey;

        /// <summary>Time, and the timers of the current key.</summary>
        public ITimerService TimerService => _scope.Timers;
    }

    /// <summary>What the function may ask and do for the timer at hand. Used on the task's thread.</summary>
    public sealed class OnTimerContext : Context
    {
        internal OnTimerContext(IKeyedScope<TKey> scope)
            : base(scope)
        {
        }

        /// <summary>The clock of the timer that fires.</summary>
        public TimeDomain TimeDomain { get; internal set; }
    }
}
