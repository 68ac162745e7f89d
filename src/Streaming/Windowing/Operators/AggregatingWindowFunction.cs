using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Aggregates the records of a window when it fires: what becomes of an aggregation where an evictor keeps all of them.</summary>
internal sealed class AggregatingWindowFunction<T, TKey, TWindow, TAccumulator, TResult, TOut, TAggregate>(
    TAggregate aggregate, ProcessWindowFunction<TResult, TOut, TKey, TWindow>? function)
    : ProcessWindowFunction<T, TOut, TKey, TWindow>
    where TWindow : struct, IWindow
    where TAggregate : struct, IAggregateFunction<T, TAccumulator, TResult>
{
    private readonly TResult[] _result = new TResult[1];
    private TAggregate _aggregate = aggregate;

    public override void Open(RuntimeContext context)
    {
        FunctionLifecycle.Open(ref _aggregate, context);
        function?.Open(context);
    }

    public override void Close()
    {
        FunctionLifecycle.Close(ref _aggregate);
        function?.Close();
    }

    public override void Process(TKey key, WindowContext<TWindow> context, IReadOnlyList<T> elements, Collector<TOut> output)
    {
        if (elements.Count == 0 && typeof(TAccumulator) == typeof(Reduced<T>))
        {
            // The evictor left nothing, which has an aggregate but no reduction.
            return;
        }

        var accumulator = _aggregate.CreateAccumulator();
        for (var i = 0; i < elements.Count; i++)
        {
            _aggregate.Add(elements[i], ref accumulator);
        }

        _result[0] = _aggregate.GetResult(in accumulator);
        if (function is null)
        {
            // The result is what is emitted: TResult is TOut.
            output.Collect(((TOut[])(object)_result)[0]);
        }
        else
        {
            function.Process(key, context, _result, output);
        }
    }

    public override void Clear(WindowContext<TWindow> context) => function?.Clear(context);
}
