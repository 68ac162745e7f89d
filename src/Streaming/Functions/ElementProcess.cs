using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>Runs a function over single elements where there are no keys.</summary>
internal sealed class ElementProcess<TIn, TOut>(ElementFunction<TIn, TOut> element) : ProcessFunction<TIn, TOut>, IFunctionAdapter
{
    public object Function => element.Function;

    public override void ProcessElement(in TIn record, Context context, Collector<TOut> output) => element.Process(in record, output);
}

/// <summary>Runs a function over single elements of keys, with keyed state.</summary>
internal sealed class KeyedElementProcess<TKey, TIn, TOut>(ElementFunction<TIn, TOut> element)
    : KeyedProcessFunction<TKey, TIn, TOut>, IFunctionAdapter
{
    public object Function => element.Function;

    public override void ProcessElement(in TIn record, Context context, Collector<TOut> output) => element.Process(in record, output);
}

/// <summary>Runs a process function that knows no keys over a keyed stream, with keyed state.</summary>
internal sealed class KeyedPlainProcess<TKey, TIn, TOut>(ProcessFunction<TIn, TOut> function)
    : KeyedProcessFunction<TKey, TIn, TOut>, IFunctionAdapter
{
    private ProcessFunction<TIn, TOut>.Context? _context;

    public object Function => function;

    public override void ProcessElement(in TIn record, Context context, Collector<TOut> output) =>
        function.ProcessElement(in record, _context ??= new ProcessFunction<TIn, TOut>.Context(context.Scope), output);
}
