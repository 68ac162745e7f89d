using Flink.Core.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>The most general function over the records of keys: any number of results, keyed state, timers and side outputs.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TIn">The record type.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>
/// One object a subtask, for all its keys: what belongs to a key is kept in states, which <see cref="Open"/> asks the runtime
/// context for. See Flink's documentation, "Process Function".
/// </remarks>
public abstract class KeyedProcessFunction<TKey, TIn, TOut> : IRichFunction
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>Takes one record; its key is the current one.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Key, time, timers and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessElement(in TIn record, Context context, Collector<TOut> output);

    /// <summary>A timer of the current key is due.</summary>
    /// <param name="timestamp">The time that it was registered for.</param>
    /// <param name="context">As in <see cref="ProcessElement"/>; a timer registered now for a time that is due fires too before the watermark passes on.</param>
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

        internal FunctionScope Scope => _scope.Scope;
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
