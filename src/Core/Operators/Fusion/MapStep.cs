using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>A map in a fused run.</summary>
public struct MapStep<TIn, TOut, TFunction, TNext>(TFunction function, TNext next) : IStep<TIn>
    where TFunction : struct, IMapFunction<TIn, TOut>
    where TNext : struct, IStep<TOut>
{
    private TFunction _function = function;
    private TNext _next = next;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref TIn record, long timestamp)
    {
        var result = _function.Map(in record);
        _next.Push(ref result, timestamp);
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
