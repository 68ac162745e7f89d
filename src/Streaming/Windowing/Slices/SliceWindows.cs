using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
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
    // A body that does nothing but throw is at most: nop, load a text, make the exception, throw.
    private const int LongestRefusal = 16;
    private const byte ThrowOpcode = 0x7A;

    /// <summary>The operator for windows, or null when they do not run on slices.</summary>
    /// <param name="spec">The windows.</param>
    /// <param name="selector">A boxed struct that gives the key.</param>
    /// <param name="aggregate">The user's aggregate or reduction.</param>
    /// <param name="contents">A boxed struct that is an <see cref="IWindowContents{T, TKey, TWindow, TState, TOut}"/>.</param>
    /// <param name="function">The user's window function, if there is one.</param>
    public static OperatorFactory? TryMake<T, TKey, TWindow, TAccumulator, TOut>(
        WindowSpec<T, TWindow> spec, object selector, object aggregate, object contents, object? function)
        where TWindow : struct, IWindow
    {
        if (spec.Trigger is not null || spec.Evictor is not null || LayoutOf(spec.Assigner) is not { } layout
            || (layout.IsShared && !CanShare(aggregate, function)))
        {
            return null;
        }

        var definition = layout.IsShared ? typeof(SlidingSliceOperator<,,,,,,>) : typeof(TumblingSliceOperator<,,,,,,>);
        var type = definition.MakeGenericType(
            typeof(T), typeof(TKey), typeof(TAccumulator), typeof(TOut), selector.GetType(), KeyComparers.TypeFor(typeof(TKey)), contents.GetType());
        return new ClosedOperatorFactory(
            type, typeof(T), typeof(TOut), selector, contents, layout, spec.Assigner.IsEventTime, function is not null,
            new WindowLateness<T>(spec.AllowedLateness, spec.LateTag));
    }

    private static SliceLayout? LayoutOf(object assigner) => assigner switch
    {
        TumblingEventTimeWindows { Stagger: WindowStagger.Aligned } windows => new SliceLayout(windows.Size, windows.Size, windows.Offset),
        TumblingProcessingTimeWindows { Stagger: WindowStagger.Aligned } windows => new SliceLayout(windows.Size, windows.Size, windows.Offset),
        SlidingEventTimeWindows windows => new SliceLayout(windows.Size, windows.Slide, windows.Offset),
        SlidingProcessingTimeWindows windows => new SliceLayout(windows.Size, windows.Slide, windows.Offset),
        _ => null,
    };

    private static bool CanShare(object aggregate, object? function) =>
        aggregate is not IArrivalOrdered && !RefusesMerge(aggregate.GetType()) && (function is null || !OverridesClear(function.GetType()));

    private static bool RefusesMerge(Type type)
    {
        var contract = Array.Find(type.GetInterfaces(), static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAggregateFunction<,,>));
        if (contract is null)
        {
            return false;
        }

        var map = type.GetInterfaceMap(contract);
        var merge = map.TargetMethods[Array.FindIndex(map.InterfaceMethods, static m => m.Name == nameof(IAggregateFunction<,,>.Merge))];
        return merge.GetMethodBody()?.GetILAsByteArray() is { Length: <= LongestRefusal } body && body[^1] == ThrowOpcode;
    }

    private static bool OverridesClear(Type type) =>
        Array.Exists(type.GetMethods(), static m => m.Name == "Clear" && m.DeclaringType is { } at
            && !(at.IsGenericType && at.GetGenericTypeDefinition() == typeof(ProcessWindowFunction<,,,>)) && m.GetBaseDefinition() != m);
}
