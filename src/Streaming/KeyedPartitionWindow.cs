using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Streaming.Functions;
using Flink.Streaming.Graph;
using Flink.Streaming.Operators;
using Flink.Streaming.State;

namespace Flink.Streaming;

/// <summary>All records of each key of a bounded stream as one window. Results come when the input has ended; an unbounded source is refused when the graph is built.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
/// <remarks>Results carry no timestamp; their order between keys is undefined.</remarks>
public sealed class KeyedPartitionWindow<T, TKey>
{
    private readonly KeyedStream<T, TKey> _stream;

    internal KeyedPartitionWindow(KeyedStream<T, TKey> stream) => _stream = stream;

    /// <summary>One record that combines all of a key. Records are combined before they are sent too, so the function must be associative; it should be commutative where several subtasks send.</summary>
    public OperatorStream<T> Reduce(Func<T, T, T> function) =>
        ReduceBy(FunctionSpec.Of(typeof(FuncReduce<,>), function, typeof(T)));

    /// <inheritdoc cref="Reduce(Func{T, T, T})"/>
    public OperatorStream<T> Reduce(IReduceFunction<T> function) =>
        ReduceBy(FunctionSpec.OfObject(typeof(ObjectReduce<,>), function, typeof(T)));

    /// <summary>One result that aggregates all records of a key.</summary>
    public OperatorStream<TOut> Aggregate<TAccumulator, TOut>(IAggregateFunction<T, TAccumulator, TOut> function)
    {
        var aggregate = FunctionSpec.OfObject(typeof(ObjectAggregate<,,,>), function, typeof(T), typeof(TAccumulator), typeof(TOut));
        return Add<TOut>("PartitionAggregate", new ClosedOperatorFactory(
            typeof(PartitionAggregateOperator<,,,,,,>),
            [typeof(T), typeof(TKey), typeof(TAccumulator), typeof(TOut), _stream.Selector, KeyedStream<T, TKey>.Comparer, aggregate],
            typeof(T),
            typeof(TOut),
            _stream.Selector,
            aggregate)
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("accumulators", typeof(TAccumulator))],
        });
    }

    /// <summary>Any number of results for all records of a key, which are kept in memory.</summary>
    public OperatorStream<TOut> MapPartition<TOut>(Action<IReadOnlyList<T>, Collector<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MapPartition(new ActionMapPartition<T, TOut>(function));
    }

    /// <inheritdoc cref="MapPartition{TOut}(Action{IReadOnlyList{T}, Collector{TOut}})"/>
    public OperatorStream<TOut> MapPartition<TOut>(IMapPartitionFunction<T, TOut> function) => MapPartitionBy("MapPartition", function);

    /// <summary>The records of each key in the order of another one; equal ones in the order of their arrival. They are kept in memory.</summary>
    public OperatorStream<T> SortPartition<TSortKey>(Func<T, TSortKey> selector, SortOrder order = SortOrder.Ascending)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return MapPartitionBy("SortPartition", new PartitionSort<T, TSortKey>(selector, order));
    }

    private OperatorStream<TOut> MapPartitionBy<TOut>(string name, IMapPartitionFunction<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        FunctionSpec.RefuseOperatorState(function);
        return Add<TOut>(name, new ClosedOperatorFactory(
            typeof(KeyedMapPartitionOperator<,,,,>),
            [typeof(T), typeof(TKey), typeof(TOut), _stream.Selector, KeyedStream<T, TKey>.Comparer],
            typeof(T),
            typeof(TOut),
            _stream.Selector,
            function)
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("records", typeof(T))],
        });
    }

    private OperatorStream<TOut> Add<TOut>(string name, ClosedOperatorFactory factory) =>
        _stream.Environment.Add<TOut>(name, _stream.Transformation, factory, needsBoundedInput: true);

    // Partial reductions in the tasks of the senders, then an exchange by key, then the reduction of those.
    private OperatorStream<T> ReduceBy(FunctionSpec reducer)
    {
        List<OperatorTransformation> combiners = [];
        var combined = Combine(_stream.Source.Transformation, reducer, combiners);
        var keyed = new KeyedStream<Keyed<TKey, T>, TKey>(new DataStream<Keyed<TKey, T>>(_stream.Environment, combined), FunctionSpec.OfObject(typeof(ObjectKeySelector<,,>), default(KeyedSelector<TKey, T>), typeof(Keyed<TKey, T>), typeof(TKey)));
        var factory = new ClosedOperatorFactory(
            typeof(PartitionReduceOperator<,,,>), [typeof(T), typeof(TKey), KeyedStream<T, TKey>.Comparer, reducer], typeof(Keyed<TKey, T>), typeof(T), reducer)
        {
            Keeps = [KeptType.Keys<TKey>(), new KeptType("reduced records", typeof(T))],
        };
        IOperatorHandle reduce = _stream.Environment.Add<T>("PartitionReduce", keyed.Transformation, factory, needsBoundedInput: true);
        combiners.ForEach(combiner => combiner.Serves = reduce.Operator);
        return (OperatorStream<T>)reduce;
    }

    private Transformation Combine(Transformation input, FunctionSpec reducer, List<OperatorTransformation> combiners)
    {
        switch (input)
        {
            case UnionTransformation union:
                return new UnionTransformation([.. union.Inputs.Select(part => Combine(part, reducer, combiners))]);
            case PartitionTransformation partition:
                // The key decides where records go, so how they would have gone before does not matter.
                return Combine(partition.Input, reducer, combiners);
            default:
                var sender = input as OperatorTransformation ?? ((SideOutputTransformation)input).Input;
                var factory = new ClosedOperatorFactory(
                    typeof(CombineOperator<,,,,>),
                    [typeof(T), typeof(TKey), _stream.Selector, KeyedStream<T, TKey>.Comparer, reducer],
                    typeof(T),
                    typeof(Keyed<TKey, T>),
                    _stream.Selector,
                    reducer)
                {
                    Keeps = [KeptType.Keys<TKey>(), new KeptType("reduced records", typeof(T))],
                };
                var combiner = new OperatorTransformation("Combine", [input], factory, sender.Parallelism) { Follows = sender };
                combiners.Add(combiner);
                return combiner;
        }
    }
}
