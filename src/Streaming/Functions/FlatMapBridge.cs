using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Functions;

/// <summary>Lends a flat map that is a delegate a collector object, and passes on what that gathers to the collector of the operator's run.</summary>
/// <remarks>
/// The run's collector is a ref struct on the stack and cannot be kept; the bridge holds its address for the time of one call.
/// What the function emits is passed on batch by batch, so a record that gives a million results takes no more memory than one
/// that gives a few. Nothing is allocated per record. One for each subtask; used on the task's thread.
/// </remarks>
internal sealed unsafe class FlatMapBridge<T> : IInput<T>
{
    private void* _target;
    private delegate*<void*, Batch<T>, void> _pass;

    public FlatMapBridge() => Collector = new Collector<T>(this);

    /// <summary>What the delegate gets.</summary>
    public Collector<T> Collector { get; }

    /// <summary>Sets where results go; <paramref name="target"/> stays in place until <see cref="Release"/>.</summary>
    public void Begin<TCollector>(void* target, long timestamp)
        where TCollector : struct, ICollector<T>, allows ref struct
    {
        Collector.Timestamp = timestamp;
        _target = target;
        _pass = &Pass<TCollector>;
    }

    /// <summary>Forgets where results go, also when the function failed.</summary>
    public void Release() => _target = null;

    void IInput<T>.Process(Batch<T> batch)
    {
        if (_target is null)
        {
            throw new InvalidOperationException("The collector was used outside the call of FlatMap that it was given to. Emit within the call, or use a process function.");
        }

        _pass(_target, batch);
    }

    void IInput.Process(Watermark watermark) => throw new InvalidOperationException("A collector carries records only.");

    void IInput.Process(StreamStatus status) => throw new InvalidOperationException("A collector carries records only.");

    void IInput.Process(LatencyMarker marker) => throw new InvalidOperationException("A collector carries records only.");

#pragma warning disable CS8500 // The address of a value that may hold references: the caller has fixed it.
    private static void Pass<TCollector>(void* target, Batch<T> batch)
        where TCollector : struct, ICollector<T>, allows ref struct
    {
        var collector = (TCollector*)target;
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            collector->Collect(in records[i], timestamps[i]);
        }
    }
#pragma warning restore CS8500
}
