using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A map, filter, flat map or update that needs state, as something that an operator with state can run.</summary>
/// <param name="function">The user's function.</param>
internal abstract class ElementFunction<TIn, TOut>(object function)
{
    public object Function => function;

    public abstract void Process(in TIn record, Collector<TOut> output);
}
