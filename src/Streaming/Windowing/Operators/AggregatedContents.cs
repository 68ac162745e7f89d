using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Windows that keep an accumulator, whose result is emitted as it is.</summary>
internal struct AggregatedContents<T, TKey, TWindow, TAccumulator, TOut, TAggregate>(TAggregate aggregate)
    : IWindowContents<T, TKey, TWindow, TAccumulator, TOut>
    where TWindow : struct, IWindow
    where TAggregate : struct, IAggregateFunction<T, TAccumulator, TOut>
{
    private TAggregate _aggregate = aggregate;

    public void Open(RuntimeContext context) => FunctionLifecycle.Open(ref _aggregate, context);

    public void Close() => FunctionLifecycle.Close(ref _aggregate);

    public TAccumulator Create() => _aggregate.CreateAccumulator();

    public void Add(in T record, long timestamp, ref TAccumulator state)
    {
        _aggregate.Add(in record, ref state);
        Kept<TAccumulator>.Compact(ref state);
    }

    public void Merge(ref TAccumulator target, in TAccumulator source) => _aggregate.Merge(ref target, in source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fire(in TKey key, ref TAccumulator state, bool stays, WindowContext<TWindow> context, Collector<TOut> output)
    {
        // What is emitted may be changed behind us, and it may be the accumulator itself.
        output.Collect(stays ? _aggregate.GetResult(Kept<TAccumulator>.CopyOf(in state)) : _aggregate.GetResult(in state));
        return true;
    }

    public void FireAll(ReadOnlySpan<TAccumulator> states, Collector<TOut> output)
    {
        while (!states.IsEmpty)
        {
            var results = output.Append(states.Length);
            try
            {
                SetResults(states[..results.Length], results);
            }
            catch
            {
                output.Withdraw(results.Length - CountGood(states[..results.Length]));
                throw;
            }

            states = states[results.Length..];
        }
    }

    public readonly void Clear(WindowContext<TWindow> context)
    {
        // There is no function that could keep state for the window.
    }

    // Outside of the try block, in which the place would not stay in a register.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetResults(ReadOnlySpan<TAccumulator> states, Span<TOut> results)
    {
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = _aggregate.GetResult(in states[i]);
        }
    }

    // How many states the function takes before the one at which it fails: the loop above does not say where it was.
    private int CountGood(ReadOnlySpan<TAccumulator> states)
    {
        var count = 0;
        try
        {
            for (; count < states.Length; count++)
            {
                _aggregate.GetResult(in states[count]);
            }
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            // It has failed before, and that failure is the one that is told.
        }

        return Math.Min(count, states.Length - 1);
    }
}
