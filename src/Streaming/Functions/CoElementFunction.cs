using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A map or flat map over two streams as something that an operator can run.</summary>
/// <param name="function">The user's function.</param>
internal abstract class CoElementFunction<TFirst, TSecond, TOut>(object function)
{
    public object Function => function;

    public abstract void Process1(in TFirst record, Collector<TOut> output);

    public abstract void Process2(in TSecond record, Collector<TOut> output);
}
