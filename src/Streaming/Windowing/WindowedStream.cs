using System.Linq.Expressions;
using System.Numerics;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Streaming.Functions;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Operators;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing;

/// <summary>A keyed stream cut into windows: settings first, then the function, which gives the stream of the windows' results.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>
/// Results carry the last timestamp of their window. In event time a record is late when each of its windows has been removed,
/// which is when the watermark has passed its end and the allowed lateness. Source: Flink's WindowedStream.
/// </remarks>
public sealed class WindowedStream<T, TKey, TWindow>
    where TWindow : struct, IWindow
{
    private readonly WindowBuilder<T, TKey, TWindow> _builder;

    internal WindowedStream(KeyedStream<T, TKey> stream, WindowAssigner<TWindow> assigner) =>
        _builder = new WindowBuilder<T, TKey, TWindow>(stream.Environment, stream.Transformation, stream.Selector, assigner);

    /// <summary>Says when windows fire, in place of the assigner's own trigger.</summary>
    /// <exception cref="ArgumentException">It is a trigger for records or windows of other types, or one that cannot merge for windows that do.</exception>
    public WindowedStream<T, TKey, TWindow> Trigger(Trigger trigger)
    {
        _builder.SetTrigger(trigger);
        return this;
    }

    /// <summary>Takes records out of windows before or after the function. All records of a window are then kept.</summary>
    /// <exception cref="ArgumentException">It is an evictor for records or windows of other types.</exception>
    public WindowedStream<T, TKey, TWindow> Evictor(Evictor evictor)
    {
        _builder.SetEvictor(evictor);
        return this;
    }

    /// <summary>Keeps windows of event time for a while after their end: records that come in that time are added, and the window fires anew.</summary>
    /// <param name="lateness">Not negative.</param>
    /// <value>Zero.</value>
    public WindowedStream<T, TKey, TWindow> AllowedLateness(TimeSpan lateness)
    {
        _builder.SetAllowedLateness(lateness);
        return this;
    }

    /// <summary>Emits late records under a tag; else they are dropped and counted in the accumulator <c>NAME.numLateRecordsDropped</c>.</summary>
    public WindowedStream<T, TKey, TWindow> SideOutputLateData(OutputTag<T> tag)
    {
        _builder.SetLateTag(tag);
        return this;
    }

    /// <summary>One record that combines those of a window; only it is kept.</summary>
    public OperatorStream<T> Reduce(Func<T, T, T> function) => _builder.Reduce(WindowReducers.Of(function));

    /// <inheritdoc cref="Reduce(Func{T, T, T})"/>
    public OperatorStream<T> Reduce(IReduceFunction<T> function) => _builder.Reduce(WindowReducers.Of(function));

    /// <summary>Any number of results of the one record that combines those of a window; only it is kept.</summary>
    public OperatorStream<TOut> Reduce<TOut>(Func<T, T, T> function, ProcessWindowFunction<T, TOut, TKey, TWindow> process) =>
        _builder.Reduce(WindowReducers.Of(function), process);

    /// <inheritdoc cref="Reduce{TOut}(Func{T, T, T}, ProcessWindowFunction{T, TOut, TKey, TWindow})"/>
    public OperatorStream<TOut> Reduce<TOut>(IReduceFunction<T> function, ProcessWindowFunction<T, TOut, TKey, TWindow> process) =>
        _builder.Reduce(WindowReducers.Of(function), process);

    /// <inheritdoc cref="Reduce{TOut}(Func{T, T, T}, ProcessWindowFunction{T, TOut, TKey, TWindow})"/>
    public OperatorStream<TOut> Reduce<TOut>(Func<T, T, T> function, WindowAction<T, TOut, TKey, TWindow> apply) =>
        _builder.Reduce(WindowReducers.Of(function), FunctionOf(apply));

    /// <summary>One result that aggregates the records of a window; only its accumulator is kept.</summary>
    public OperatorStream<TOut> Aggregate<TAccumulator, TOut>(IAggregateFunction<T, TAccumulator, TOut> function) => _builder.Aggregate(function);

    /// <summary>Any number of results of the aggregate of the records of a window; only its accumulator is kept.</summary>
    public OperatorStream<TOut> Aggregate<TAccumulator, TResult, TOut>(
        IAggregateFunction<T, TAccumulator, TResult> function, ProcessWindowFunction<TResult, TOut, TKey, TWindow> process) =>
        _builder.Aggregate(function, process);

    /// <inheritdoc cref="Aggregate{TAccumulator, TResult, TOut}(IAggregateFunction{T, TAccumulator, TResult}, ProcessWindowFunction{TResult, TOut, TKey, TWindow})"/>
    public OperatorStream<TOut> Aggregate<TAccumulator, TResult, TOut>(
        IAggregateFunction<T, TAccumulator, TResult> function, WindowAction<TResult, TOut, TKey, TWindow> apply) =>
        _builder.Aggregate(function, FunctionOf(apply));

    /// <summary>Any number of results of all records of a window, which are kept until it is removed.</summary>
    public OperatorStream<TOut> Process<TOut>(ProcessWindowFunction<T, TOut, TKey, TWindow> function) => _builder.Process(function);

    /// <inheritdoc cref="Process{TOut}(ProcessWindowFunction{T, TOut, TKey, TWindow})"/>
    public OperatorStream<TOut> Apply<TOut>(WindowAction<T, TOut, TKey, TWindow> function) => _builder.Process(FunctionOf(function));

    /// <inheritdoc cref="KeyedStream{T, TKey}.Sum{TField}"/>
    public OperatorStream<T> Sum<TField>(Expression<Func<T, TField>> field)
        where TField : INumber<TField> => _builder.Reduce(FieldReduction.Sum(field));

    /// <inheritdoc cref="KeyedStream{T, TKey}.Min{TField}"/>
    public OperatorStream<T> Min<TField>(Expression<Func<T, TField>> field)
        where TField : IComparable<TField> => _builder.Reduce(FieldReduction.Min(field));

    /// <inheritdoc cref="KeyedStream{T, TKey}.Max{TField}"/>
    public OperatorStream<T> Max<TField>(Expression<Func<T, TField>> field)
        where TField : IComparable<TField> => _builder.Reduce(FieldReduction.Max(field));

    /// <inheritdoc cref="KeyedStream{T, TKey}.MinBy{TField}"/>
    public OperatorStream<T> MinBy<TField>(Func<T, TField> field, bool first = true) => Reduce(WindowReducers.ExtremeBy(field, 1, first));

    /// <inheritdoc cref="KeyedStream{T, TKey}.MaxBy{TField}"/>
    public OperatorStream<T> MaxBy<TField>(Func<T, TField> field, bool first = true) => Reduce(WindowReducers.ExtremeBy(field, -1, first));

    private static ActionWindowFunction<TIn, TOut, TKey, TWindow> FunctionOf<TIn, TOut>(WindowAction<TIn, TOut, TKey, TWindow> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ActionWindowFunction<TIn, TOut, TKey, TWindow>(function);
    }
}
