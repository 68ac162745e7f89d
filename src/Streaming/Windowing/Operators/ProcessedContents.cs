using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Windows that keep an accumulator, whose result goes to a function.</summary>
internal struct ProcessedContents<T, TKey, TWindow, TAccumulator, TResult, TOut, TAggregate>(
    TAggregate aggregate, ProcessWindowFunction<TResult, TOut, TKey, TWindow> function)
    : IWindowContents<T, TKey, TWindow, TAccumulator, TOut>
    where TWindow : struct, IWindow
    where TAggregate : struct, IAggregateFunction<T, TAccumulator, TResult>
{
    private readonly TResult[] _result = new TResult[1];
    private TAggregate _aggregate = aggregate;

    public void Open(RuntimeContext context)
    {
        FunctionLifecycle.Open(ref _aggregate, context);
        function.Open(context);
    }

    public void Close()
    {
        FunctionLifecycle.Close(ref _aggregate);
        function.Close();
    }

    public TAccumulator Create() => _aggregate.CreateAccumulator();

    public void Add(in T record, long timestamp, ref TAccumulator state)
    {
        _aggregate.Add(in record, ref state);
        Kept<TAccumulator>.Compact(ref state);
    }

    public void Merge(ref TAccumulator target, in TAccumulator source) => _aggregate.Merge(ref target, in source);

    public bool Fire(in TKey key, ref TAccumulator state, bool stays, WindowContext<TWindow> context, Collector<TOut> output)
    {
        _result[0] = stays ? _aggregate.GetResult(Kept<TAccumulator>.CopyOf(in state)) : _aggregate.GetResult(in state);
        function.Process(key, context, _result, output);
        return true;
    }

    public readonly void Clear(WindowContext<TWindow> context) => function.Clear(context);
}
