using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
using Flink.Streaming.State;

namespace Flink.Streaming;

/// <summary>All records of each subtask of a bounded stream as one window. Results come when the input has ended; an unbounded source is refused when the graph is built.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>Results carry no timestamp. A subtask without records has no result.</remarks>
public sealed class PartitionWindow<T>
{
    private readonly DataStream<T> _stream;

    internal PartitionWindow(DataStream<T> stream) => _stream = stream;

    /// <summary>One record that combines all of a subtask.</summary>
    public OperatorStream<T> Reduce(Func<T, T, T> function) =>
        ReduceBy(FunctionSpec.Of(typeof(FuncReduce<,>), function, typeof(T)));

    /// <inheritdoc cref="Reduce(Func{T, T, T})"/>
    public OperatorStream<T> Reduce(IReduceFunction<T> function) =>
        ReduceBy(FunctionSpec.OfObject(typeof(ObjectReduce<,>), function, typeof(T)));

    /// <summary>One result that aggregates all records of a subtask.</summary>
    public OperatorStream<TOut> Aggregate<TAccumulator, TOut>(IAggregateFunction<T, TAccumulator, TOut> function) =>
        AggregateBy<TAccumulator, TOut>("PartitionAggregate", FunctionSpec.OfObject(typeof(ObjectAggregate<,,,>), function, typeof(T), typeof(TAccumulator), typeof(TOut)));

    /// <summary>Any number of results for all records of a subtask, which are kept in memory.</summary>
    public OperatorStream<TOut> MapPartition<TOut>(Action<IReadOnlyList<T>, Collector<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MapPartition(new ActionMapPartition<T, TOut>(function));
    }

    /// <inheritdoc cref="MapPartition{TOut}(Action{IReadOnlyList{T}, Collector{TOut}})"/>
    public OperatorStream<TOut> MapPartition<TOut>(IMapPartitionFunction<T, TOut> function) => MapPartitionBy("MapPartition", function);

    /// <summary>The records of a subtask in the order of a key; equal ones in the order of their arrival. They are kept in memory.</summary>
    public OperatorStream<T> SortPartition<TKey>(Func<T, TKey> selector, SortOrder order = SortOrder.Ascending)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return MapPartitionBy("SortPartition", new PartitionSort<T, TKey>(selector, order));
    }

    private OperatorStream<T> ReduceBy(FunctionSpec reducer) =>
        AggregateBy<Reduced<T>, T>("PartitionReduce", FunctionSpec.Around(typeof(ReduceAggregate<,>), reducer, typeof(T)));

    private OperatorStream<TOut> AggregateBy<TAccumulator, TOut>(string name, FunctionSpec aggregate)
    {
        var factory = new ClosedOperatorFactory(
            typeof(AggregateOperator<,,,>), [typeof(T), typeof(TAccumulator), typeof(TOut), aggregate], typeof(T), typeof(TOut), aggregate)
        {
            Keeps = [new KeptType("accumulator", typeof(TAccumulator))],
        };
        return _stream.Environment.Add<TOut>(name, _stream.Transformation, factory, needsBoundedInput: true);
    }

    private OperatorStream<TOut> MapPartitionBy<TOut>(string name, IMapPartitionFunction<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        FunctionSpec.RefuseOperatorState(function);
        var factory = new ClosedOperatorFactory(typeof(MapPartitionOperator<T, TOut>), [], typeof(T), typeof(TOut), function)
        {
            Keeps = [new KeptType("records", typeof(T))],
        };
        return _stream.Environment.Add<TOut>(name, _stream.Transformation, factory, needsBoundedInput: true);
    }
}
