using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Chooses the operator that runs windows. The only place that does: a faster operator for some of them is chosen here.</summary>
internal static class WindowOperators
{
    /// <summary>The operator for windows that keep an accumulator.</summary>
    /// <param name="spec">The windows.</param>
    /// <param name="selector">A boxed struct that gives the key.</param>
    /// <param name="aggregate">A boxed struct that is an <see cref="IAggregateFunction{TIn, TAccumulator, TOut}"/> from T to TResult.</param>
    /// <param name="function">Gets the aggregate's result; null when it is emitted as it is, and TResult is TOut.</param>
    public static OperatorFactory Incremental<T, TKey, TWindow, TAccumulator, TResult, TOut>(
        WindowSpec<T, TWindow> spec, object selector, object aggregate, ProcessWindowFunction<TResult, TOut, TKey, TWindow>? function)
        where TWindow : struct, IWindow
    {
        if (spec.Evictor is { } evictor)
        {
            var gathering = typeof(AggregatingWindowFunction<,,,,,,>).MakeGenericType(
                typeof(T), typeof(TKey), typeof(TWindow), typeof(TAccumulator), typeof(TResult), typeof(TOut), aggregate.GetType());
            return Evicting(spec, selector, evictor, (ProcessWindowFunction<T, TOut, TKey, TWindow>)Activator.CreateInstance(gathering, aggregate, function)!);
        }

        var contents = function is null
            ? Make(typeof(AggregatedContents<,,,,,>), [typeof(T), typeof(TKey), typeof(TWindow), typeof(TAccumulator), typeof(TOut), aggregate.GetType()], aggregate)
            : Make(
                typeof(ProcessedContents<,,,,,,>),
                [typeof(T), typeof(TKey), typeof(TWindow), typeof(TAccumulator), typeof(TResult), typeof(TOut), aggregate.GetType()],
                aggregate,
                function);
        return spec is { Trigger: null, Assigner: EventTimeSessionWindows sessions }
            ? SessionFactory<T, TKey, TAccumulator, TOut>(spec.AllowedLateness, spec.LateTag, selector, sessions, contents)
            : General<T, TKey, TWindow, TAccumulator, TOut>(spec, selector, contents);
    }

    /// <summary>The operator for windows that keep all their records.</summary>
    /// <param name="spec">The windows.</param>
    /// <param name="selector">A boxed struct that gives the key.</param>
    /// <param name="function">Gets the records.</param>
    public static OperatorFactory Listed<T, TKey, TWindow, TOut>(
        WindowSpec<T, TWindow> spec, object selector, ProcessWindowFunction<T, TOut, TKey, TWindow> function)
        where TWindow : struct, IWindow => spec.Evictor is { } evictor
        ? Evicting(spec, selector, evictor, function)
        : General<T, TKey, TWindow, List<T>, TOut>(spec, selector, new ListedContents<T, TKey, TWindow, TOut>(function));

    private static ClosedOperatorFactory Evicting<T, TKey, TWindow, TOut>(
        WindowSpec<T, TWindow> spec, object selector, Evictor<T, TWindow> evictor, ProcessWindowFunction<T, TOut, TKey, TWindow> function)
        where TWindow : struct, IWindow => General<T, TKey, TWindow, List<TimestampedValue<T>>, TOut>(
        spec, selector, new EvictingContents<T, TKey, TWindow, TOut>(evictor, function));

    private static ClosedOperatorFactory General<T, TKey, TWindow, TState, TOut>(WindowSpec<T, TWindow> spec, object selector, object contents)
        where TWindow : struct, IWindow
    {
        var assigner = spec.Assigner.For<T>();
        var trigger = spec.Trigger ?? assigner.DefaultTrigger.For<T, TWindow>();
        var type = typeof(WindowOperator<,,,,,,,,>).MakeGenericType(
            typeof(T), typeof(TKey), typeof(TWindow), typeof(TState), typeof(TOut),
            selector.GetType(), KeyComparers.TypeFor(typeof(TKey)), KeyComparers.TypeFor(typeof(TWindow)), contents.GetType());
        return new ClosedOperatorFactory(
            type, typeof(T), typeof(TOut), selector, contents, assigner, trigger, new WindowLateness<T>(spec.AllowedLateness, spec.LateTag));
    }

    private static ClosedOperatorFactory SessionFactory<T, TKey, TAccumulator, TOut>(
        long allowedLateness, Core.Graph.OutputTag<T>? lateTag, object selector, EventTimeSessionWindows sessions, object contents)
    {
        var type = typeof(SessionWindowOperator<,,,,,,>).MakeGenericType(
            typeof(T), typeof(TKey), typeof(TAccumulator), typeof(TOut), selector.GetType(), KeyComparers.TypeFor(typeof(TKey)), contents.GetType());
        return new ClosedOperatorFactory(type, typeof(T), typeof(TOut), selector, contents, sessions.Gap, new WindowLateness<T>(allowedLateness, lateTag));
    }

    private static object Make(Type definition, Type[] types, params object[] arguments) =>
        Activator.CreateInstance(definition.MakeGenericType(types), arguments)!;
}
