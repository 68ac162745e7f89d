using System.Linq.Expressions;
using System.Numerics;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Streaming.Functions;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Operators;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing;

/// <summary>A whole stream cut into windows: settings first, then the function, which gives the stream of the windows' results.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>
/// Results carry the last timestamp of their window. In event time a record is late when each of its windows has been removed,
/// which is when the watermark has passed its end and the allowed lateness. The operator runs in one subtask, at every parallelism.
/// Source: Flink's AllWindowedStream.
/// </remarks>
public sealed class AllWindowedStream<T, TWindow>
    where TWindow : struct, IWindow
{
    private readonly WindowBuilder<T, byte, TWindow> _builder;

    internal AllWindowedStream(DataStream<T> stream, WindowAssigner<TWindow> assigner) =>
        _builder = new WindowBuilder<T, byte, TWindow>(
            stream.Environment,
            stream.Global().Transformation,
            FunctionSpec.OfObject(typeof(ObjectKeySelector<,,>), default(SingleKey<T>), typeof(T), typeof(byte)),
            assigner,
            isParallel: false);

    /// <summary>Says when windows fire, in place of the assigner's own trigger.</summary>
    /// <exception cref="ArgumentException">It is a trigger for records or windows of other types, or one that cannot merge for windows that do.</exception>
    public AllWindowedStream<T, TWindow> Trigger(Trigger trigger)
    {
        _builder.SetTrigger(trigger);
        return this;
    }

    /// <summary>Takes records out of windows before or after the function. All records of a window are then kept.</summary>
    /// <exception cref="ArgumentException">It is an evictor for records or windows of other types.</exception>
    public AllWindowedStream<T, TWindow> Evictor(Evictor evictor)
    {
        _builder.SetEvictor(evictor);
        return this;
    }

    /// <summary>Keeps windows of event time for a while after their end: records that come in that time are added, and the window fires anew.</summary>
    /// <param name="lateness">Not negative.</param>
    /// <value>Zero.</value>
    public AllWindowedStream<T, TWindow> AllowedLateness(TimeSpan lateness)
    {
        _builder.SetAllowedLateness(lateness);
        return this;
    }

    /// <summary>Emits late records under a tag; else they are dropped and counted in the accumulator <c>NAME.numLateRecordsDropped</c>.</summary>
    public AllWindowedStream<T, TWindow> SideOutputLateData(OutputTag<T> tag)
    {
        _builder.SetLateTag(tag);
        return this;
    }

    /// <summary>One record that combines those of a window; only it is kept.</summary>
    public OperatorStream<T> Reduce(Func<T, T, T> function) => _builder.Reduce(WindowReducers.Of(function));

    /// <inheritdoc cref="Reduce(Func{T, T, T})"/>
    public OperatorStream<T> Reduce(IReduceFunction<T> function) => _builder.Reduce(WindowReducers.Of(function));

    /// <summary>Any number of results of the one record that combines those of a window; only it is kept.</summary>
    public OperatorStream<TOut> Reduce<TOut>(Func<T, T, T> function, ProcessAllWindowFunction<T, TOut, TWindow> process) =>
        _builder.Reduce(WindowReducers.Of(function), FunctionOf(process));

    /// <inheritdoc cref="Reduce{TOut}(Func{T, T, T}, ProcessAllWindowFunction{T, TOut, TWindow})"/>
    public OperatorStream<TOut> Reduce<TOut>(IReduceFunction<T> function, ProcessAllWindowFunction<T, TOut, TWindow> process) =>
        _builder.Reduce(WindowReducers.Of(function), FunctionOf(process));

    /// <inheritdoc cref="Reduce{TOut}(Func{T, T, T}, ProcessAllWindowFunction{T, TOut, TWindow})"/>
    public OperatorStream<TOut> Reduce<TOut>(Func<T, T, T> function, AllWindowAction<T, TOut, TWindow> apply) =>
        _builder.Reduce(WindowReducers.Of(function), FunctionOf(apply));

    /// <summary>One result that aggregates the records of a window; only its accumulator is kept.</summary>
    public OperatorStream<TOut> Aggregate<TAccumulator, TOut>(IAggregateFunction<T, TAccumulator, TOut> function) => _builder.Aggregate(function);

    /// <summary>Any number of results of the aggregate of the records of a window; only its accumulator is kept.</summary>
    public OperatorStream<TOut> Aggregate<TAccumulator, TResult, TOut>(
        IAggregateFunction<T, TAccumulator, TResult> function, ProcessAllWindowFunction<TResult, TOut, TWindow> process) =>
        _builder.Aggregate(function, FunctionOf(process));

    /// <inheritdoc cref="Aggregate{TAccumulator, TResult, TOut}(IAggregateFunction{T, TAccumulator, TResult}, ProcessAllWindowFunction{TResult, TOut, TWindow})"/>
    public OperatorStream<TOut> Aggregate<TAccumulator, TResult, TOut>(
        IAggregateFunction<T, TAccumulator, TResult> function, AllWindowAction<TResult, TOut, TWindow> apply) =>
        _builder.Aggregate(function, FunctionOf(apply));

    /// <summary>Any number of results of all records of a window, which are kept until it is removed.</summary>
    public OperatorStream<TOut> Process<TOut>(ProcessAllWindowFunction<T, TOut, TWindow> function) => _builder.Process(FunctionOf(function));

    /// <inheritdoc cref="Process{TOut}(ProcessAllWindowFunction{T, TOut, TWindow})"/>
    public OperatorStream<TOut> Apply<TOut>(AllWindowAction<T, TOut, TWindow> function) => _builder.Process(FunctionOf(function));

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

    private static ActionAllWindowFunction<TIn, TOut, byte, TWindow> FunctionOf<TIn, TOut>(AllWindowAction<TIn, TOut, TWindow> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ActionAllWindowFunction<TIn, TOut, byte, TWindow>(function);
    }

    private static AllWindowFunction<TIn, TOut, byte, TWindow> FunctionOf<TIn, TOut>(ProcessAllWindowFunction<TIn, TOut, TWindow> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new AllWindowFunction<TIn, TOut, byte, TWindow>(function);
    }
}
