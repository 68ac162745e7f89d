using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

internal sealed class CoMapElement<TFirst, TSecond, TOut>(ICoMapFunction<TFirst, TSecond, TOut> function)
    : CoElementFunction<TFirst, TSecond, TOut>(function)
{
    public override void Process1(in TFirst record, Collector<TOut> output) => output.Collect(function.Map1(in record));

    public override void Process2(in TSecond record, Collector<TOut> output) => output.Collect(function.Map2(in record));
}

internal sealed class CoFlatMapElement<TFirst, TSecond, TOut>(ICoFlatMapFunction<TFirst, TSecond, TOut> function)
    : CoElementFunction<TFirst, TSecond, TOut>(function)
{
    public override void Process1(in TFirst record, Collector<TOut> output) => function.FlatMap1(in record, output);

    public override void Process2(in TSecond record, Collector<TOut> output) => function.FlatMap2(in record, output);
}

/// <summary>A map over two streams given as two delegates.</summary>
internal sealed class FuncCoMap<TFirst, TSecond, TOut>(Func<TFirst, TOut> first, Func<TSecond, TOut> second) : ICoMapFunction<TFirst, TSecond, TOut>
{
    public TOut Map1(in TFirst record) => first(record);

    public TOut Map2(in TSecond record) => second(record);
}

/// <summary>A flat map over two streams given as two delegates.</summary>
internal sealed class ActionCoFlatMap<TFirst, TSecond, TOut>(Action<TFirst, Collector<TOut>> first, Action<TSecond, Collector<TOut>> second)
    : ICoFlatMapFunction<TFirst, TSecond, TOut>
{
    public void FlatMap1(in TFirst record, Collector<TOut> output) => first(record, output);

    public void FlatMap2(in TSecond record, Collector<TOut> output) => second(record, output);
}
