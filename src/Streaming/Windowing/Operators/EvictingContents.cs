using Flink.Core.Functions;
using Flink.Streaming.State;
using Flink.Streaming.Windowing.Evictors;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Windows that keep their records with timestamps, of which an evictor takes some out.</summary>
internal struct EvictingContents<T, TKey, TWindow, TOut>(Evictor<T, TWindow> evictor, ProcessWindowFunction<T, TOut, TKey, TWindow> function)
    : IWindowContents<T, TKey, TWindow, List<TimestampedValue<T>>, TOut>
    where TWindow : struct, IWindow
{
    private readonly List<T> _lent = [];
    private Time? _time;

    public readonly void Open(RuntimeContext context) => function.Open(context);

    public readonly void Close() => function.Close();

    public readonly List<TimestampedValue<T>> Create() => [];

    public readonly void Add(in T record, long timestamp, ref List<TimestampedValue<T>> state)
    {
        var kept = record;
        Kept<T>.Compact(ref kept);
        state.Add(new TimestampedValue<T>(kept, timestamp));
    }

    public readonly void Merge(ref List<TimestampedValue<T>> target, in List<TimestampedValue<T>> source) => target.AddRange(source);

    public bool Fire(in TKey key, ref List<TimestampedValue<T>> state, bool stays, WindowContext<TWindow> context, Collector<TOut> output)
    {
        _time ??= new Time(context);
        evictor.EvictBefore(state, context.Window, _time);
        foreach (var element in state)
        {
            _lent.Add(stays ? Kept<T>.CopyOf(element.Value) : element.Value);
        }

        function.Process(key, context, _lent, output);
        _lent.Clear();
        evictor.EvictAfter(state, context.Window, _time);
        return state.Count > 0;
    }

    public readonly void Clear(WindowContext<TWindow> context) => function.Clear(context);

    private sealed class Time(WindowContext<TWindow> context) : EvictorContext
    {
        public override long CurrentProcessingTime => context.CurrentProcessingTime;

        public override long CurrentWatermark => context.CurrentWatermark;
    }
}
