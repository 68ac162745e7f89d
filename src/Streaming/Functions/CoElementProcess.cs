using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>Runs a function over single elements of two streams without keys.</summary>
internal sealed class CoElementProcess<TFirst, TSecond, TOut>(CoElementFunction<TFirst, TSecond, TOut> element)
    : CoProcessFunction<TFirst, TSecond, TOut>, IFunctionAdapter
{
    public object Function => element.Function;

    public override void ProcessElement1(in TFirst record, Context context, Collector<TOut> output) => element.Process1(in record, output);

    public override void ProcessElement2(in TSecond record, Context context, Collector<TOut> output) => element.Process2(in record, output);
}

/// <summary>Runs a function over single elements of two keyed streams, with keyed state.</summary>
internal sealed class KeyedCoElementProcess<TKey, TFirst, TSecond, TOut>(CoElementFunction<TFirst, TSecond, TOut> element)
    : KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>, IFunctionAdapter
{
    public object Function => element.Function;

    public override void ProcessElement1(in TFirst record, Context context, Collector<TOut> output) => element.Process1(in record, output);

    public override void ProcessElement2(in TSecond record, Context context, Collector<TOut> output) => element.Process2(in record, output);
}
