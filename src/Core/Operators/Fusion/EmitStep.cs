using System.Runtime.CompilerServices;
using Flink.Core.Records;

namespace Flink.Core.Operators.Fusion;

/// <summary>The end of a fused run that emits into batches of its own: the type changes, or a flat map may give more than it gets.</summary>
public struct EmitStep<T>(OutputPort<T> port) : IStep<T>
{
    private readonly OutputPort<T> _port = port;
    private readonly Batch<T> _batch = new(BatchSize.InChain<T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Push(ref T record, long timestamp)
    {
        if (_batch.IsFull)
        {
            Flush();
        }

        _batch.Add(in record, timestamp);
    }

    /// <inheritdoc/>
    public readonly void Begin(object batch)
    {
    }

    /// <inheritdoc/>
    public readonly void End()
    {
        if (_batch.Count > 0)
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

    private readonly void Flush()
    {
        _port.Target.Process(_batch);
        _batch.Clear();
    }
}
