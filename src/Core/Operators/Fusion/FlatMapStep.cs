using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>A flat map in a fused run: its collector is the rest of the run.</summary>
public struct FlatMapStep<TIn, TOut, TFunction, TNext>(TFunction function, TNext next) : IStep<TIn>
    where TFunction : struct, IFlatMapFunction<TIn, TOut>
    where TNext : struct, IStep<TOut>
{
    private TFunction _function = function;
    private TNext _next = next;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ref TIn record, long timestamp)
    {
        var collector = new StepCollector<TOut, TNext>(ref _next, timestamp);
        _function.FlatMap(in record, ref collector);
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
