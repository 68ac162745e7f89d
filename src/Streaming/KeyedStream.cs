using System.Linq.Expressions;
using System.Numerics;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Graph;
using Flink.Streaming.Operators;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming;

/// <summary>A stream whose records are together by key. Aggregations on it are rolling: each record gives the result so far of its key.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
public sealed class KeyedStream<T, TKey> : DataStream<T>
{
    internal KeyedStream(DataStream<T> stream, FunctionSpec selector)
        : base(stream.Environment, new PartitionTransformation(stream.Transformation, PartitionerOf(stream, selector)))
    {
        Source = stream;
        Selector = selector;
    }

    /// <summary>The stream before it was keyed.</summary>
    internal DataStream<T> Source { get; }

    /// <summary>Gives the key.</summary>
    internal FunctionSpec Selector { get; }

    /// <summary>The struct that compares keys.</summary>
    internal static Type Comparer => KeyComparers.TypeFor(typeof(TKey));

    /// <summary>Combines each record with the reduction of its key's earlier ones, and emits the result. The first record of a key is emitted as it is.</summary>
    public OperatorStream<T> Reduce(Func<T, T, T> function) =>
        Rolling("Keyed Reduce", FunctionSpec.Of(typeof(FuncReduce<,>), function, typeof(T)));

    /// <inheritdoc cref="Reduce(Func{T, T, T})"/>
    public OperatorStream<T> Reduce(IReduceFunction<T> function) =>
        Rolling("Keyed Reduce", FunctionSpec.OfObject(typeof(ObjectReduce<,>), function, typeof(T)));

    /// <summary>Adds up a field per key. Its other fields are those of the key's first record; integers wrap around on overflow.</summary>
    /// <param name="field">Names a writable field or property: <c>r => r.Amount</c>.</param>
    public OperatorStream<T> Sum<TField>(Expression<Func<T, TField>> field)
        where TField : INumber<TField> => Aggregation(FieldReduction.Sum(field));

    /// <summary>The smallest value of a field per key. The other fields are those of the key's first record; see <see cref="MinBy"/> for the whole record.</summary>
    /// <param name="field">Names a writable field or property: <c>r => r.Amount</c>.</param>
    public OperatorStream<T> Min<TField>(Expression<Func<T, TField>> field)
        where TField : IComparable<TField> => Aggregation(FieldReduction.Min(field));

    /// <summary>The largest value of a field per key. The other fields are those of the key's first record; see <see cref="MaxBy"/> for the whole record.</summary>
    /// <param name="field">Names a writable field or property: <c>r => r.Amount</c>.</param>
    public OperatorStream<T> Max<TField>(Expression<Func<T, TField>> field)
        where TField : IComparable<TField> => Aggregation(FieldReduction.Max(field));

    /// <summary>The record with the smallest value of a field per key.</summary>
    /// <param name="field">Gives the value.</param>
    /// <param name="first">Of records with equal values the first stays; false for the last.</param>
    public OperatorStream<T> MinBy<TField>(Func<T, TField> field, bool first = true) => ExtremeBy(field, 1, first);

    /// <summary>The record with the largest value of a field per key.</summary>
    /// <param name="field">Gives the value.</param>
    /// <param name="first">Of records with equal values the first stays; false for the last.</param>
    public OperatorStream<T> MaxBy<TField>(Func<T, TField> field, bool first = true) => ExtremeBy(field, -1, first);

    /// <summary>The most general function over the records of keys, with keyed state, timers and side outputs.</summary>
    public OperatorStream<TOut> Process<TOut>(KeyedProcessFunction<TKey, T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RunKeyed("KeyedProcess", function);
    }

    /// <summary>This stream and another one with the same keys as the two inputs of one operator, which share state.</summary>
    public KeyedConnectedStreams<T, TOther, TKey> Connect<TOther>(KeyedStream<TOther, TKey> other)
    {
        CheckConnectable(other?.Environment, nameof(other));
        return new KeyedConnectedStreams<T, TOther, TKey>(this, other!);
    }

    /// <summary>This stream and a broadcast one as the two inputs of one operator.</summary>
    public new KeyedBroadcastConnectedStream<T, TKey, TOther> Connect<TOther>(BroadcastStream<TOther> other)
    {
        CheckConnectable(other?.Stream.Environment, nameof(other));
        return new KeyedBroadcastConnectedStream<T, TKey, TOther>(this, other!);
    }

    /// <summary>Cuts the records of each key into windows.</summary>
    /// <param name="assigner">Says which windows a record belongs to, such as <see cref="TumblingEventTimeWindows"/>.</param>
    public WindowedStream<T, TKey, TWindow> Window<TWindow>(WindowAssigner<TWindow> assigner)
        where TWindow : struct, IWindow
    {
        ArgumentNullException.ThrowIfNull(assigner);
        _ = assigner.For<T>();
        return new WindowedStream<T, TKey, TWindow>(this, assigner);
    }

    /// <summary>Cuts the records of each key into windows of a number of records; those that do not fill a window have no result.</summary>
    /// <param name="size">Above 0.</param>
    public WindowedStream<T, TKey, GlobalWindow> CountWindow(long size) =>
        Window(GlobalWindows.Create()).Trigger(PurgingTrigger.Of(CountTrigger.Of(size)));

    /// <summary>Each time that so many records of a key have come, a window of its last records.</summary>
    /// <param name="size">Records of a window at most; above 0.</param>
    /// <param name="slide">Records between results; above 0.</param>
    public WindowedStream<T, TKey, GlobalWindow> CountWindow(long size, long slide) =>
        Window(GlobalWindows.Create()).Evictor(CountEvictor.Of(size)).Trigger(CountTrigger.Of(slide));

    /// <summary>All records of each key of a bounded stream as one window, which has a result when the input has ended.</summary>
    public new KeyedPartitionWindow<T, TKey> FullWindowPartition() => new(this);

    private protected override bool NeedsState(object function) => function is IRichFunction or ICheckpointedFunction;

    private protected override OperatorStream<TOut> RunWithState<TOut>(string name, ElementFunction<T, TOut> function) =>
        RunKeyed(name, new KeyedElementProcess<TKey, T, TOut>(function));

    private protected override OperatorStream<TOut> RunProcess<TOut>(string name, ProcessFunction<T, TOut> function) =>
        RunKeyed(name, new KeyedPlainProcess<TKey, T, TOut>(function));

    private OperatorStream<TOut> RunKeyed<TOut>(string name, KeyedProcessFunction<TKey, T, TOut> function)
    {
        var factory = new ClosedOperatorFactory(
            typeof(KeyedProcessOperator<,,,,>), [typeof(T), typeof(TOut), typeof(TKey), Selector, Comparer], [typeof(T)], typeof(TOut), Selector, function)
        {
            Keeps = [KeptType.Keys<TKey>()],
        };
        return Environment.Add<TOut>(name, Transformation, factory);
    }

    private static Partitioner PartitionerOf(DataStream<T> stream, FunctionSpec selector) => new SelectedPartitioner<T>(
        typeof(KeyGroupPartitioner<,,,>), [typeof(T), typeof(TKey), selector, Comparer], selector, stream.Environment.Describe(stream.Transformation));

    private OperatorStream<T> ExtremeBy<TField>(Func<T, TField> field, int sign, bool first)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Rolling("Keyed Aggregation", FunctionSpec.OfObject(typeof(ObjectReduce<,>), new ExtremeBy<T, TField>(field, sign, first), typeof(T)));
    }

    private OperatorStream<T> Aggregation(FunctionSpec function) => Rolling("Keyed Aggregation", function);

    private OperatorStream<T> Rolling(string name, FunctionSpec reducer)
    {
        // A record type that cannot be copied into state is refused here and not when the first record arrives.
        _ = RecordCopier<T>.IsTrivial;
        var factory = new ClosedOperatorFactory(
            typeof(ReduceOperator<,,,,>), [typeof(T), typeof(TKey), Selector, Comparer, reducer], typeof(T), typeof(T), Selector, reducer)
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("reduced records", typeof(T))],
        };
        return Environment.Add<T>(name, Transformation, factory);
    }
}
