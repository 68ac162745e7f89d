using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>A sink function at the end of a fused run.</summary>
public struct SinkStep<T, TFunction>(TFunction function) : IStep<T>
    where TFunction : struct, ISinkFunction<T>
{
    private TFunction _function = function;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref T record, long timestamp) => _function.Invoke(in record, timestamp);

    /// <inheritdoc/>
    public readonly void Begin(object batch)
    {
    }

    /// <inheritdoc/>
    public readonly void End()
    {
    }

    /// <inheritdoc/>
    public void Open(ReadOnlySpan<OperatorContext> contexts) => FunctionLifecycle.Open(ref _function, contexts[0]);

    /// <inheritdoc/>
    public void Close() => FunctionLifecycle.Close(ref _function);
}
