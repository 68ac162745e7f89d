using Flink.Core.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>The most general function over single records: any number of results, side outputs, and a view on time.</summary>
/// <typeparam name="TIn">The record type.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>
/// Each subtask works with a copy of its own of the object that was given to the stream, and of everything that it holds; what
/// cannot travel, such as a connection, is made in <see cref="Open"/>. Timers need a key, so there are none here, also where the stream has keys; keyed state there is. See Flink's documentation, "Process Function".
/// </remarks>
public abstract class ProcessFunction<TIn, TOut> : IRichFunction
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>Takes one record.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Time and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessElement(in TIn record, Context context, Collector<TOut> output);

    /// <summary>What the function may ask and do for the record at hand. Used on the task's thread.</summary>
    public sealed class Context : ProcessContext
    {
        internal Context(FunctionScope scope)
            : base(scope) => TimerService = new NoTimers(scope);

        /// <summary>Time. Timers belong to keys and are refused here: see <see cref="KeyedProcessFunction{TKey, TIn, TOut}"/>.</summary>
        public ITimerService TimerService { get; }
    }
}
