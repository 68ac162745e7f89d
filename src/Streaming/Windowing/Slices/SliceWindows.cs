using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
using Flink.Streaming.State;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Says which windows run on slices, when the graph is built.</summary>
/// <remarks>
/// <para>Tumbling and sliding windows of event and of processing time, with the trigger of their assigner, without evictor and without
/// stagger, that keep an accumulator. Where windows overlap, also: the aggregate merges accumulators, it does not depend on the
/// order of records, and a process function overrides no <c>Clear</c>, since nobody visits the windows of each key.</para>
/// <para>A reduction counts as independent of the order, as it does for Flink's pre-aggregations; <c>MinBy</c> and <c>MaxBy</c> do not,
/// which choose among equals by the order of arrival.</para>
/// </remarks>
internal static class SliceWindows
{
    /// <summary>The operator for windows, or null when they do not run on slices.</summary>
    /// <param name="spec">The windows.</param>
    /// <param name="selector">Gives the key.</param>
    /// <param name="contents">Binds to an <see cref="IWindowContents{T, TKey, TWindow, TState, TOut}"/>.</param>
    /// <param name="function">The user's window function, if there is one.</param>
    public static OperatorFactory? TryMake<T, TKey, TWindow, TAccumulator, TOut>(
        WindowSpec<T, TWindow> spec, FunctionSpec selector, FunctionSpec contents, object? function)
        where TWindow : struct, IWindow
    {
        if (spec.Trigger is not null || spec.Evictor is not null || LayoutOf(spec.Assigner) is not { } layout
            || (layout.IsShared && !(spec.CanMerge && (function is null || !OverridesClear(function.GetType())))))
        {
            return null;
        }

        return new ClosedOperatorFactory(
            layout.IsShared ? typeof(SlidingSliceOperator<,,,,,,>) : typeof(TumblingSliceOperator<,,,,,,>),
            [typeof(T), typeof(TKey), typeof(TAccumulator), typeof(TOut), selector, KeyComparers.TypeFor(typeof(TKey)), contents],
            typeof(T),
            typeof(TOut),
            selector,
            contents,
            layout,
            spec.Assigner.IsEventTime,
            function is not null,
            new WindowLateness<T>(spec.AllowedLateness, spec.LateTag))
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("windows' contents", typeof(TAccumulator))],
        };
    }

    /// <summary>Whether an aggregate says how to merge accumulators, and does not leave that to the interface.</summary>
    public static bool CanMerge<TIn, TAccumulator, TOut>(IAggregateFunction<TIn, TAccumulator, TOut> function)
    {
        var map = function.GetType().GetInterfaceMap(typeof(IAggregateFunction<TIn, TAccumulator, TOut>));
        var merge = Array.FindIndex(map.InterfaceMethods, static method => method.Name == nameof(IAggregateFunction<,,>.Merge));
        return map.TargetMethods[merge] is { DeclaringType.IsInterface: false };
    }

    private static SliceLayout? LayoutOf(object assigner) => assigner switch
    {
        TumblingEventTimeWindows windows => new SliceLayout(windows.Size, windows.Size, windows.Offset),
        TumblingProcessingTimeWindows { Stagger: WindowStagger.Aligned } windows => new SliceLayout(windows.Size, windows.Size, windows.Offset),
        SlidingEventTimeWindows windows => new SliceLayout(windows.Size, windows.Slide, windows.Offset),
        SlidingProcessingTimeWindows windows => new SliceLayout(windows.Size, windows.Slide, windows.Offset),
        _ => null,
    };

    private static bool OverridesClear(Type type) =>
        Array.Exists(type.GetMethods(), static m => m.Name == "Clear" && m.DeclaringType is { } at
            && !(at.IsGenericType && at.GetGenericTypeDefinition() == typeof(ProcessWindowFunction<,,,>)) && m.GetBaseDefinition() != m);
}
