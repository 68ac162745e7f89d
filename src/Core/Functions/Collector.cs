using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Core.Functions;

/// <summary>Gathers what a function emits into batches and passes full ones on. One for each operator; used on the task's thread.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class Collector<T>(IInput<T> output) : ICollector<T>
{
    private readonly Batch<T> _batch = new(BatchSize.InChain<T>());

    /// <summary>Timestamp that results get: that of the record at hand, set by the operator before it calls the function.</summary>
    public long Timestamp { get; set; } = Records.Timestamp.None;

    /// <inheritdoc/>
    public void Collect(in T record) => Collect(in record, Timestamp);

    /// <summary>Emits one result with a timestamp of its own.</summary>
    public void Collect(in T record, long timestamp)
    {
        if (_batch.IsFull)
        {
            Flush();
        }

        _batch.Add(in record, timestamp);
    }

    /// <summary>Passes on what has been gathered; the operator calls it at the end of each batch and before each signal.</summary>
    public void Flush()
    {
        if (_batch.Count > 0)
        {
            output.Process(_batch);
            _batch.Clear();
        }
    }
}
