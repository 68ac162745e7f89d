using Flink.Core.Graph;
using Flink.Core.Records;

namespace Flink.Streaming.Functions;

/// <summary>What every process function may ask and do for the record or timer at hand. Used on the task's thread, during the call only.</summary>
public abstract class ProcessContext
{
    private readonly FunctionScope _scope;

    private protected ProcessContext(FunctionScope scope) => _scope = scope;

    /// <summary>Event timestamp of the record at hand, or <see cref="Core.Records.Timestamp.None"/>; of a timer its time.</summary>
    public long Timestamp => _scope.Timestamp;

    /// <summary>The clock of processing time, milliseconds since the epoch.</summary>
    public long CurrentProcessingTime => _scope.CurrentProcessingTime;

    /// <summary>The last watermark, or <see cref="Watermark.Unset"/>.</summary>
    public long CurrentWatermark => _scope.CurrentWatermark;

    /// <summary>Emits to a side output, with the timestamp of the record or timer at hand.</summary>
    public void Output<T>(OutputTag<T> tag, in T record) => _scope.Output(tag, in record);
}
