using Flink.Core.Functions;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Testing;

/// <summary>Tests a user's function by itself: its results for records that are pushed, one call each.</summary>
/// <remarks>Rich functions are opened, and closed with the harness. As in a job, an object of a class is copied for the subtask.</remarks>
public static class FunctionHarness
{
    /// <summary>Tests a map function.</summary>
    public static OperatorHarness<TIn, TOut> Of<TIn, TOut>(IMapFunction<TIn, TOut> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TIn> stream) => stream.Map(function), options);

    /// <summary>Tests a flat-map function.</summary>
    public static OperatorHarness<TIn, TOut> Of<TIn, TOut>(IFlatMapFunction<TIn, TOut> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TIn> stream) => stream.FlatMap(function), options);

    /// <summary>Tests a filter function.</summary>
    public static OperatorHarness<T, T> Of<T>(IFilterFunction<T> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<T> stream) => stream.Filter(function), options);

    /// <summary>Tests a function that changes records in place.</summary>
    public static OperatorHarness<T, T> Of<T>(IUpdateFunction<T> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<T> stream) => stream.Update(function), options);

    /// <summary>Tests a process function; <see cref="Harness{TOut}.SideOutput{T}"/> has what it emits on the side.</summary>
    public static OperatorHarness<TIn, TOut> Of<TIn, TOut>(ProcessFunction<TIn, TOut> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TIn> stream) => stream.Process(function), options);

    /// <summary>Tests a process function over keys.</summary>
    /// <param name="function">The function.</param>
    /// <param name="key">Gives the key of a record.</param>
    /// <param name="options">How to run it.</param>
    public static OperatorHarness<TIn, TOut> Of<TKey, TIn, TOut>(
        KeyedProcessFunction<TKey, TIn, TOut> function, Func<TIn, TKey> key, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TIn> stream) => stream.KeyBy(key).Process(function), options);

    /// <summary>Tests a function over two streams.</summary>
    public static TwoInputHarness<TFirst, TSecond, TOut> Of<TFirst, TSecond, TOut>(
        CoProcessFunction<TFirst, TSecond, TOut> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TFirst> first, DataStream<TSecond> second) => first.Connect(second).Process(function), options);

    /// <summary>Tests a function over two streams that are keyed alike.</summary>
    /// <param name="function">The function.</param>
    /// <param name="first">Gives the key of a record of the first stream.</param>
    /// <param name="second">Gives the key of a record of the second stream.</param>
    /// <param name="options">How to run it.</param>
    public static TwoInputHarness<TFirst, TSecond, TOut> Of<TKey, TFirst, TSecond, TOut>(
        KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut> function, Func<TFirst, TKey> first, Func<TSecond, TKey> second, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TFirst> one, DataStream<TSecond> other) => one.Connect(other).KeyBy(first, second).Process(function), options);

    /// <summary>Tests a reduce function as a rolling reduction by key.</summary>
    /// <param name="function">The function.</param>
    /// <param name="key">Gives the key of a record.</param>
    /// <param name="options">How to run it.</param>
    public static OperatorHarness<T, T> Of<T, TKey>(IReduceFunction<T> function, Func<T, TKey> key, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<T> stream) => stream.KeyBy(key).Reduce(function), options);

    /// <summary>Tests an aggregate function over everything that is pushed; the result comes when the input ends.</summary>
    public static OperatorHarness<TIn, TOut> Of<TIn, TAccumulator, TOut>(
        IAggregateFunction<TIn, TAccumulator, TOut> function, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<TIn> stream) => stream.FullWindowPartition().Aggregate(function), options);
}
