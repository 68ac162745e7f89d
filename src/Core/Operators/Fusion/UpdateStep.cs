using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>A map in place in a fused run.</summary>
public struct UpdateStep<T, TFunction, TNext>(TFunction function, TNext next) : IStep<T>
    where TFunction : struct, IUpdateFunction<T>
    where TNext : struct, IStep<T>
{
    private TFunction _function = function;
    private TNext _next = next;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref T record, long timestamp)
    {
        _function.Update(ref record);
        _next.Push(ref record, timestamp);
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
