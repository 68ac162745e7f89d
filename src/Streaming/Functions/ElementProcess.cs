using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>Runs a function over single elements where there are no keys.</summary>
internal sealed class ElementProcess<TIn, TOut>(ElementFunction<TIn, TOut> element) : ProcessFunction<TIn, TOut>, IFunctionAdapter, IFunctionPerSubtask
{
    public object Function => element.Function;

    public override void ProcessElement(in TIn record, Context context, Collector<TOut> output) => element.Process(in record, output);

    public object ForSubtask() => new ElementProcess<TIn, TOut>(element.ForSubtask());
}

/// <summary>Runs a function over single elements of keys, with keyed state.</summary>
internal sealed class KeyedElementProcess<TKey, TIn, TOut>(ElementFunction<TIn, TOut> element)
    : KeyedProcessFunction<TKey, TIn, TOut>, IFunctionAdapter, IFunctionPerSubtask
{
    public object Function => element.Function;

    public override void ProcessElement(in TIn record, Context context, Collector<TOut> output) => element.Process(in record, output);

    public object ForSubtask() => new KeyedElementProcess<TKey, TIn, TOut>(element.ForSubtask());
}

/// <summary>Runs a process function that knows no keys over a keyed stream, with keyed state.</summary>
internal sealed class KeyedPlainProcess<TKey, TIn, TOut>(ProcessFunction<TIn, TOut> function)
    : KeyedProcessFunction<TKey, TIn, TOut>, IFunctionAdapter, IFunctionPerSubtask
{
    private ProcessFunction<TIn, TOut>.Context? _context;

    public object Function => function;

    public override void ProcessElement(in TIn record, Context context, Collector<TOut> output) =>
        function.ProcessElement(in record, _context ??= new ProcessFunction<TIn, TOut>.Context(context.Scope), output);

    public object ForSubtask() => new KeyedPlainProcess<TKey, TIn, TOut>(FunctionObject.CopyOf(function));
}
