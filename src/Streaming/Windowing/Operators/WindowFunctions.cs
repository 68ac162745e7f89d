using Flink.Core.Functions;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>A window function given as a delegate.</summary>
internal sealed class ActionWindowFunction<TIn, TOut, TKey, TWindow>(WindowAction<TIn, TOut, TKey, TWindow> function)
    : ProcessWindowFunction<TIn, TOut, TKey, TWindow>
    where TWindow : struct, IWindow
{
    public override void Process(TKey key, WindowContext<TWindow> context, IReadOnlyList<TIn> elements, Collector<TOut> output) =>
        function(key, context.Window, elements, output);
}

/// <summary>A delegate over windows of the whole stream.</summary>
internal sealed class ActionAllWindowFunction<TIn, TOut, TKey, TWindow>(AllWindowAction<TIn, TOut, TWindow> function)
    : ProcessWindowFunction<TIn, TOut, TKey, TWindow>
    where TWindow : struct, IWindow
{
    public override void Process(TKey key, WindowContext<TWindow> context, IReadOnlyList<TIn> elements, Collector<TOut> output) =>
        function(context.Window, elements, output);
}

/// <summary>A function over windows of the whole stream, run as one over the windows of a single key.</summary>
internal sealed class AllWindowFunction<TIn, TOut, TKey, TWindow>(ProcessAllWindowFunction<TIn, TOut, TWindow> function)
    : ProcessWindowFunction<TIn, TOut, TKey, TWindow>, IFunctionAdapter
    where TWindow : struct, IWindow
{
    object IFunctionAdapter.Function => function;

    public override void Open(RuntimeContext context) => function.Open(context);

    public override void Close() => function.Close();

    public override void Process(TKey key, WindowContext<TWindow> context, IReadOnlyList<TIn> elements, Collector<TOut> output) =>
        function.Process(context, elements, output);

    public override void Clear(WindowContext<TWindow> context) => function.Clear(context);
}
