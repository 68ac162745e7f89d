using Flink.Core.Functions;
using Flink.Core.Graph;

namespace Flink.Streaming.Functions;

/// <summary>The most general function over single records: any number of results, side outputs, and a view on time.</summary>
/// <typeparam name="TIn">The record type.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>
/// Each subtask works with a copy of its own of the object that was given to the stream, and of everything that it holds; what
/// cannot travel, such as a connection, is made in <see cref="Open"/>. Timers need a key, so there are none here. See Flink's documentation, "Process Function".
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
    public abstract class Context
    {
        /// <summary>Event timestamp of the record at hand, or <see cref="Core.Records.Timestamp.None"/>.</summary>
        public abstract long Timestamp { get; }

        /// <summary>The clock of processing time, milliseconds since the epoch.</summary>
        public abstract long CurrentProcessingTime { get; }

        /// <summary>The last watermark, or <see cref="Core.Records.Watermark.Unset"/>.</summary>
        public abstract long CurrentWatermark { get; }

        /// <summary>Emits to a side output, with the timestamp of the record at hand.</summary>
        public abstract void Output<T>(OutputTag<T> tag, in T record);
    }
}
