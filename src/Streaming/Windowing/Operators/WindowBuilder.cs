using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Types;
using Flink.Streaming.Functions;
using Flink.Streaming.Graph;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Gathers the settings of windows, and adds their operator to the program.</summary>
/// <param name="environment">The program.</param>
/// <param name="input">The stream, partitioned by key.</param>
/// <param name="selector">Gives the key.</param>
/// <param name="assigner">The windows.</param>
/// <param name="isParallel">False when the operator has one subtask.</param>
internal sealed class WindowBuilder<T, TKey, TWindow>(
    StreamExecutionEnvironment environment, Transformation input, FunctionSpec selector, WindowAssigner<TWindow> assigner, bool isParallel = true)
    where TWindow : struct, IWindow
{
    private WindowSpec<T, TWindow> _spec = new(assigner, null, null, 0, null);

    public void SetTrigger(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var typed = trigger.For<T, TWindow>();
        if (!typed.CanMerge && assigner.For<T>().Merging is not null)
        {
            throw new ArgumentException(
                $"{trigger} cannot merge, and {assigner} merges windows. Use a trigger whose CanMerge is true, or another assigner.", nameof(trigger));
        }

        _spec = _spec with { Trigger = typed };
    }

    public void SetEvictor(Evictor evictor)
    {
        ArgumentNullException.ThrowIfNull(evictor);
        _spec = _spec with { Evictor = evictor.For<T, TWindow>() };
    }

    public void SetAllowedLateness(TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        _spec = _spec with { AllowedLateness = WindowDurations.Milliseconds(lateness) };
    }

    public void SetLateTag(OutputTag<T> tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentException.ThrowIfNullOrWhiteSpace(tag.Id, nameof(tag));
        _spec = _spec with { LateTag = tag };
    }

    public OperatorStream<T> Reduce(FunctionSpec reducer) => Add<T>(WindowOperators.Incremental<T, TKey, TWindow, Reduced<T>, T, T>(
        _spec, selector, AggregateOf(reducer), function: null));

    public OperatorStream<TOut> Reduce<TOut>(FunctionSpec reducer, ProcessWindowFunction<T, TOut, TKey, TWindow> function)
    {
        CheckFunction(function);
        return Add<TOut>(WindowOperators.Incremental<T, TKey, TWindow, Reduced<T>, T, TOut>(_spec, selector, AggregateOf(reducer), function));
    }

    public OperatorStream<TOut> Aggregate<TAccumulator, TOut>(IAggregateFunction<T, TAccumulator, TOut> function) =>
        Add<TOut>(WindowOperators.Incremental<T, TKey, TWindow, TAccumulator, TOut, TOut>(_spec, selector, AggregateOf(function), function: null));

    public OperatorStream<TOut> Aggregate<TAccumulator, TResult, TOut>(
        IAggregateFunction<T, TAccumulator, TResult> function, ProcessWindowFunction<TResult, TOut, TKey, TWindow> process)
    {
        CheckFunction(process);
        return Add<TOut>(WindowOperators.Incremental<T, TKey, TWindow, TAccumulator, TResult, TOut>(_spec, selector, AggregateOf(function), process));
    }

    public OperatorStream<TOut> Process<TOut>(ProcessWindowFunction<T, TOut, TKey, TWindow> function)
    {
        CheckFunction(function);
        return Add<TOut>(WindowOperators.Listed(_spec, selector, function));
    }

    private static void CheckFunction(object function)
    {
        ArgumentNullException.ThrowIfNull(function);
        FunctionSpec.RefuseOperatorState(function is IFunctionAdapter adapter ? adapter.Function : function);
    }

    private static FunctionSpec AggregateOf<TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function) =>
        FunctionSpec.OfObject(typeof(ObjectAggregate<,,,>), function, typeof(T), typeof(TAccumulator), typeof(TResult));

    private static FunctionSpec AggregateOf(FunctionSpec reducer) => FunctionSpec.Around(typeof(ReduceAggregate<,>), reducer, typeof(T));

    private OperatorStream<TOut> Add<TOut>(OperatorFactory factory)
    {
        // A record type that cannot be copied into state is refused here and not when the first record arrives.
        _ = RecordCopier<T>.IsTrivial;
        var added = environment.Add<TOut>($"Window({assigner})", input, factory);
        return isParallel ? added : added.ForceNonParallel();
    }
}
