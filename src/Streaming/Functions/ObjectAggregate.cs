using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>An aggregation given as an object.</summary>
internal readonly struct ObjectAggregate<TIn, TAccumulator, TOut, TTag>(IAggregateFunction<TIn, TAccumulator, TOut> function)
    : IAggregateFunction<TIn, TAccumulator, TOut>, IRichFunction
{
    public TAccumulator CreateAccumulator() => function.CreateAccumulator();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in TIn record, ref TAccumulator accumulator) => function.Add(in record, ref accumulator);

    public TOut GetResult(in TAccumulator accumulator) => function.GetResult(in accumulator);

    public void Merge(ref TAccumulator accumulator, in TAccumulator other) => function.Merge(ref accumulator, in other);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
