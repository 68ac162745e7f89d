using Flink.Core.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>The most general function over the records of two connected streams.</summary>
/// <typeparam name="TFirst">Record type of the first stream.</typeparam>
/// <typeparam name="TSecond">Record type of the second stream.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>
/// One object a subtask; both methods may share its fields. The order between the streams is undefined. Timers need a key: see
/// <see cref="KeyedCoProcessFunction{TKey, TFirst, TSecond, TOut}"/>.
/// </remarks>
public abstract class CoProcessFunction<TFirst, TSecond, TOut> : IRichFunction
{
    /// <inheritdoc/>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <inheritdoc/>
    public virtual void Close()
    {
    }

    /// <summary>Takes one record of the first stream.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="context">Time and side outputs; valid for the time of the call.</param>
    /// <param name="output">Takes the results, which carry the record's timestamp unless given one.</param>
    public abstract void ProcessElement1(in TFirst record, Context context, Collector<TOut> output);

    /// <summary>Takes one record of the second stream.</summary>
    /// <inheritdoc cref="ProcessElement1" path="/param"/>
    public abstract void ProcessElement2(in TSecond record, Context context, Collector<TOut> output);

    /// <summary>What the function may ask and do for the record at hand. Used on the task's thread.</summary>
    public sealed class Context : ProcessContext
    {
        internal Context(FunctionScope scope)
            : base(scope) => TimerService = new NoTimers(scope);

        /// <summary>Time. Timers belong to keys and are refused here.</summary>
        public ITimerService TimerService { get; }
    }
}
