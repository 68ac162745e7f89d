using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A reduction as an aggregation: the accumulator is the reduction so far, if there is one.</summary>
internal struct ReduceAggregate<T, TReducer>(TReducer reducer) : IAggregateFunction<T, Reduced<T>, T>, IRichFunction
    where TReducer : struct, IReduceFunction<T>
{
    private TReducer _reducer = reducer;

    public readonly Reduced<T> CreateAccumulator() => default;

    public void Add(in T record, ref Reduced<T> accumulator) => accumulator =
        new Reduced<T>(true, accumulator.HasValue ? _reducer.Reduce(accumulator.Value, in record) : record);

    public readonly T GetResult(in Reduced<T> accumulator) => accumulator.Value;

    public void Merge(ref Reduced<T> accumulator, in Reduced<T> other) => Add(other.Value, ref accumulator);

    public void Open(RuntimeContext context) => FunctionLifecycle.Open(ref _reducer, context);

    public void Close() => FunctionLifecycle.Close(ref _reducer);
}

/// <summary>A reduction that may not have begun.</summary>
/// <param name="HasValue">Whether there is one.</param>
/// <param name="Value">The reduction.</param>
internal readonly record struct Reduced<T>(bool HasValue, T Value);
