using Flink.Core.Functions;
using Flink.Core.State;

namespace Flink.Streaming.State.Keyed;

internal readonly struct ValueMaker<T> : IStateMaker<T, IValueState<T>>
{
    public IValueState<T> Make<TCells>(TCells cells)
        where TCells : struct, ICells<T> => new ValueState<T, TCells>(cells);
}

internal readonly struct ReducingMaker<T>(IReduceFunction<T> function) : IStateMaker<T, IReducingState<T>>
{
    public IReducingState<T> Make<TCells>(TCells cells)
        where TCells : struct, ICells<T> => new ReducingState<T, TCells>(cells, function);
}

internal readonly struct AggregatingMaker<TIn, TAccumulator, TOut>(IAggregateFunction<TIn, TAccumulator, TOut> function)
    : IStateMaker<TAccumulator, IAggregatingState<TIn, TOut>>
{
    public IAggregatingState<TIn, TOut> Make<TCells>(TCells cells)
        where TCells : struct, ICells<TAccumulator> => new AggregatingState<TIn, TAccumulator, TOut, TCells>(cells, function);
}
