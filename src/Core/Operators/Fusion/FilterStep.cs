using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>A filter in a fused run.</summary>
public struct FilterStep<T, TFunction, TNext>(TFunction function, TNext next) : IStep<T>
    where TFunction : struct, IFilterFunction<T>
    where TNext : struct, IStep<T>
{
    private TFunction _function = function;
    private TNext _next = next;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref T record, long timestamp)
    {
        if (_function.Filter(in record))
        {
            _next.Push(ref record, timestamp);
        }
    }

    /// <inheritdoc/>
    public void Begin(object batch) => _next.Begin(batch);

    /// <inheritdoc/>
    public void End() => _next.End();

    /// <inheritdoc/>
    public void Open(ReadOnlySpan<OperatorContext> contexts)
    {
        FunctionLifecycle.Open(ref _function, contexts[0]);
        _next.Open(contexts[1..]);
    }

    /// <inheritdoc/>
    public void Close()
    {
        try
        {
            FunctionLifecycle.Close(ref _function);
        }
        finally
        {
            _next.Close();
        }
    }
}
