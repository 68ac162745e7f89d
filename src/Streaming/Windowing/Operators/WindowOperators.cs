using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Types.Keys;
using Flink.Streaming.Operators;
using Flink.Streaming.State;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Slices;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Chooses the operator that runs windows. The only place that does: a faster operator for some of them is chosen here.</summary>
internal static class WindowOperators
{
    /// <summary>The operator for windows that keep an accumulator.</summary>
    /// <param name="spec">The windows.</param>
    /// <param name="selector">Gives the key.</param>
    /// <param name="aggregate">Binds to an <see cref="IAggregateFunction{TIn, TAccumulator, TOut}"/> from T to TResult.</param>
    /// <param name="function">Gets the aggregate's result; null when it is emitted as it is, and TResult is TOut.</param>
    public static OperatorFactory Incremental<T, TKey, TWindow, TAccumulator, TResult, TOut>(
        WindowSpec<T, TWindow> spec, FunctionSpec selector, FunctionSpec aggregate, ProcessWindowFunction<TResult, TOut, TKey, TWindow>? function)
        where TWindow : struct, IWindow
    {
        if (spec.Evictor is { } evictor)
        {
            return Evicting<T, TKey, TWindow, TOut>(spec, selector, evictor, new ComposedSpec(
                typeof(AggregatingWindowFunction<,,,,,,>),
                [typeof(T), typeof(TKey), typeof(TWindow), typeof(TAccumulator), typeof(TResult), typeof(TOut)],
                aggregate,
                function));
        }

        var contents = function is null
            ? new ComposedSpec(typeof(AggregatedContents<,,,,,>), [typeof(T), typeof(TKey), typeof(TWindow), typeof(TAccumulator), typeof(TOut)], aggregate)
            : new ComposedSpec(
                typeof(ProcessedContents<,,,,,,>),
                [typeof(T), typeof(TKey), typeof(TWindow), typeof(TAccumulator), typeof(TResult), typeof(TOut)],
                aggregate,
                function);
        if (SliceWindows.TryMake<T, TKey, TWindow, TAccumulator, TOut>(spec, selector, contents, function) is { } sliced)
        {
            return sliced;
        }

        return spec is { Trigger: null, Assigner: EventTimeSessionWindows sessions }
            ? SessionFactory<T, TKey, TAccumulator, TOut>(new WindowLateness<T>(spec.AllowedLateness, spec.LateTag), selector, sessions, contents)
            : General<T, TKey, TWindow, TAccumulator, TOut>(spec, selector, contents);
    }

    /// <summary>The operator for windows that keep all their records.</summary>
    /// <param name="spec">The windows.</param>
    /// <param name="selector">Gives the key.</param>
    /// <param name="function">Gets the records.</param>
    public static OperatorFactory Listed<T, TKey, TWindow, TOut>(
        WindowSpec<T, TWindow> spec, FunctionSpec selector, ProcessWindowFunction<T, TOut, TKey, TWindow> function)
        where TWindow : struct, IWindow => spec.Evictor is { } evictor
        ? Evicting<T, TKey, TWindow, TOut>(spec, selector, evictor, function)
        : General<T, TKey, TWindow, List<T>, TOut>(
            spec, selector, new ComposedSpec(typeof(ListedContents<,,,>), [typeof(T), typeof(TKey), typeof(TWindow), typeof(TOut)], null, function));

    // The function is one itself, or the spec of one.
    private static ClosedOperatorFactory Evicting<T, TKey, TWindow, TOut>(
        WindowSpec<T, TWindow> spec, FunctionSpec selector, Evictor<T, TWindow> evictor, object function)
        where TWindow : struct, IWindow => General<T, TKey, TWindow, List<TimestampedValue<T>>, TOut>(
        spec, selector, new ComposedSpec(typeof(EvictingContents<,,,>), [typeof(T), typeof(TKey), typeof(TWindow), typeof(TOut)], null, evictor, function));

    private static ClosedOperatorFactory General<T, TKey, TWindow, TState, TOut>(WindowSpec<T, TWindow> spec, FunctionSpec selector, FunctionSpec contents)
        where TWindow : struct, IWindow
    {
        var assigner = spec.Assigner.For<T>();
        var trigger = spec.Trigger ?? assigner.DefaultTrigger.For<T, TWindow>();
        return new ClosedOperatorFactory(
            typeof(WindowOperator<,,,,,,,,>),
            [
                typeof(T), typeof(TKey), typeof(TWindow), typeof(TState), typeof(TOut),
                selector, KeyComparers.TypeFor(typeof(TKey)), KeyComparers.TypeFor(typeof(TWindow)), contents,
            ],
            typeof(T),
            typeof(TOut),
            selector,
            contents,
            assigner,
            trigger,
            new WindowLateness<T>(spec.AllowedLateness, spec.LateTag))
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("windows", typeof(TWindow)), new KeptType("windows' contents", typeof(TState))],
        };
    }

    private static ClosedOperatorFactory SessionFactory<T, TKey, TAccumulator, TOut>(
        WindowLateness<T> lateness, FunctionSpec selector, EventTimeSessionWindows sessions, FunctionSpec contents) => new(
        typeof(SessionWindowOperator<,,,,,,>),
        [typeof(T), typeof(TKey), typeof(TAccumulator), typeof(TOut), selector, KeyComparers.TypeFor(typeof(TKey)), contents],
        typeof(T),
        typeof(TOut),
        selector,
        contents,
        sessions.Gap,
        lateness)
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("windows' contents", typeof(TAccumulator))],
        };
}
