using System.Runtime.CompilerServices;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Core.Functions;

/// <summary>Gathers what a function emits into batches and passes full ones on. One for each operator; used on the task's thread.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class Collector<T>(IInput<T> output) : ICollector<T>
{
    private readonly Batch<T> _batch = new(BatchSize.InChain<T>());
    private long _passed;

    /// <summary>Timestamp that results get: that of the record at hand, set by the operator before it calls the function.</summary>
    public long Timestamp { get; set; } = Records.Timestamp.None;

    /// <summary>Results so far, with those that have not been passed on yet.</summary>
    public long Collected => _passed + _batch.Count;

    /// <summary>Whether results are being passed on: an exception that comes meanwhile is not of the function that emits, but of one behind it.</summary>
    public bool IsPassing { get; private set; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T record) => Collect(in record, Timestamp);

    /// <summary>Emits one result with a timestamp of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T record, long timestamp)
    {
        if (!_batch.TryAdd(in record, timestamp))
        {
            CollectNext(in record, timestamp);
        }
    }

    /// <summary>Makes room for results that the caller sets at once; they get the <see cref="Timestamp"/>.</summary>
    /// <param name="wanted">How many results the caller has; at least 1.</param>
    /// <returns>Room for at least one and at most <paramref name="wanted"/> results; what is in it is undefined.</returns>
    public Span<T> Append(int wanted)
    {
        if (_batch.IsFull)
        {
            Flush();
        }

        _batch.Append(wanted, out var records, out var timestamps);
        timestamps.Fill(Timestamp);
        return records;
    }

    /// <summary>Takes back the latest results, after <see cref="Append"/>: the function failed before they were set.</summary>
    public void Withdraw(int count) => _batch.Truncate(_batch.Count - count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CollectNext(in T record, long timestamp)
    {
        // A result may lie in what is passed on.
        var own = record;
        Flush();
        _batch.Add(in own, timestamp);
    }

    /// <summary>Passes on what has been gathered; the operator calls it at the end of each batch and before each signal.</summary>
    public void Flush()
    {
        if (_batch.Count > 0)
        {
            var count = _batch.Count;
            IsPassing = true;
            output.Process(_batch);
            IsPassing = false;
            _passed += count;
            _batch.Clear();
        }
    }
}
