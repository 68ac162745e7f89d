using System.Runtime.CompilerServices;
using Flink.Core.Records;

namespace Flink.Core.Operators.Fusion;

/// <summary>The end of a fused run that emits into batches of its own: the type changes, or a flat map may give more than it gets.</summary>
/// <remarks>Holds the arrays of its batch itself, so that a result costs one look at them and none at the batch, which learns the number of results when it is passed on.</remarks>
public struct EmitStep<T> : IStep<T>
{
    private readonly OutputPort<T> _port;
    private readonly Batch<T> _batch;
    private T[] _records;
    private long[] _timestamps;
    private int _count;

    /// <summary>The end of a run that passes its results on through a port.</summary>
    public EmitStep(OutputPort<T> port)
    {
        _port = port;
        _batch = new Batch<T>(BatchSize.InChain<T>());
        (_records, _timestamps) = _batch.Arrays;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref T record, long timestamp)
    {
        if (_count == _records.Length)
        {
            Flush();
        }

        var index = _count;
        _records[index] = record;
        _timestamps[index] = timestamp;
        _count = index + 1;
    }

    /// <inheritdoc/>
    public readonly void Begin(object batch)
    {
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_count > 0)
        {
            Flush();
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Flush()
    {
        _batch.Append(_count, out _, out _);
        _count = 0;
        _port.Target.Process(_batch);
        _batch.Clear();

        // The receiver may have exchanged them.
        (_records, _timestamps) = _batch.Arrays;
    }
}
