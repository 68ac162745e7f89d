using System.Runtime.CompilerServices;
using Flink.Core.Records;

namespace Flink.Core.Operators.Fusion;

/// <summary>The end of a fused run that keeps the type and never gives more than it gets: results overwrite the batch that was read.</summary>
/// <remarks>Safe because result k is written only after record k or a later one was read.</remarks>
public struct EmitInPlaceStep<T>(OutputPort<T> port) : IStep<T>
{
    private readonly OutputPort<T> _port = port;
    private Batch<T>? _batch;
    private T[] _records = [];
    private long[] _timestamps = [];
    private int _count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref T record, long timestamp)
    {
        var index = _count;
        _records[index] = record;
        _timestamps[index] = timestamp;
        _count = index + 1;
    }

    /// <inheritdoc/>
    public void Begin(object batch)
    {
        _batch = (Batch<T>)batch;
        (_records, _timestamps) = _batch.Arrays;
        _count = 0;
    }

    /// <inheritdoc/>
    public void End()
    {
        var batch = _batch!;
        batch.Truncate(_count);
        (_batch, _records, _timestamps) = (null, [], []);
        if (_count > 0)
        {
            _port.Target.Process(batch);
        }
    }

    /// <inheritdoc/>
    public readonly void Open(ReadOnlySpan<OperatorContext> contexts)
    {
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
    }
}
