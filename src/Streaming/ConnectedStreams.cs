using Flink.Core.Functions;
using Flink.Streaming.Functions;
using Flink.Streaming.Operators;

namespace Flink.Streaming;

/// <summary>Two streams that one operator reads, each with its own type. The order between them is undefined.</summary>
/// <typeparam name="TFirst">Record type of the first stream.</typeparam>
/// <typeparam name="TSecond">Record type of the second stream.</typeparam>
public sealed class ConnectedStreams<TFirst, TSecond>
{
    internal ConnectedStreams(DataStream<TFirst> first, DataStream<TSecond> second)
    {
        First = first;
        Second = second;
    }

    /// <summary>The first stream.</summary>
    public DataStream<TFirst> First { get; }

    /// <summary>The second stream.</summary>
    public DataStream<TSecond> Second { get; }

    /// <summary>Brings the records of each key of both streams together.</summary>
    /// <param name="first">Gives the key of a record of the first stream.</param>
    /// <param name="second">Gives the key of a record of the second stream.</param>
    public KeyedConnectedStreams<TFirst, TSecond, TKey> KeyBy<TKey>(Func<TFirst, TKey> first, Func<TSecond, TKey> second) =>
        new(First.KeyBy(first), Second.KeyBy(second));

    /// <inheritdoc cref="KeyBy{TKey}(Func{TFirst, TKey}, Func{TSecond, TKey})"/>
    public KeyedConnectedStreams<TFirst, TSecond, TKey> KeyBy<TKey>(InFunc<TFirst, TKey> first, InFunc<TSecond, TKey> second) =>
        new(First.KeyBy(first), Second.KeyBy(second));

    /// <inheritdoc cref="KeyBy{TKey}(Func{TFirst, TKey}, Func{TSecond, TKey})"/>
    public KeyedConnectedStreams<TFirst, TSecond, TKey> KeyBy<TKey>(IKeySelector<TFirst, TKey> first, IKeySelector<TSecond, TKey> second) =>
        new(First.KeyBy(first), Second.KeyBy(second));

    /// <summary>One result for each record of either stream.</summary>
    public OperatorStream<TOut> Map<TOut>(Func<TFirst, TOut> first, Func<TSecond, TOut> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Map(new FuncCoMap<TFirst, TSecond, TOut>(first, second));
    }

    /// <inheritdoc cref="Map{TOut}(Func{TFirst, TOut}, Func{TSecond, TOut})"/>
    public OperatorStream<TOut> Map<TOut>(ICoMapFunction<TFirst, TSecond, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run("Co-Map", new CoElementProcess<TFirst, TSecond, TOut>(new CoMapElement<TFirst, TSecond, TOut>(function)));
    }

    /// <summary>Any number of results for each record of either stream.</summary>
    public OperatorStream<TOut> FlatMap<TOut>(Action<TFirst, Collector<TOut>> first, Action<TSecond, Collector<TOut>> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return FlatMap(new ActionCoFlatMap<TFirst, TSecond, TOut>(first, second));
    }

    /// <inheritdoc cref="FlatMap{TOut}(Action{TFirst, Collector{TOut}}, Action{TSecond, Collector{TOut}})"/>
    public OperatorStream<TOut> FlatMap<TOut>(ICoFlatMapFunction<TFirst, TSecond, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run("Co-Flat Map", new CoElementProcess<TFirst, TSecond, TOut>(new CoFlatMapElement<TFirst, TSecond, TOut>(function)));
    }

    /// <summary>The most general function over both streams, with side outputs.</summary>
    public OperatorStream<TOut> Process<TOut>(CoProcessFunction<TFirst, TSecond, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run("Co-Process", function);
    }

    private OperatorStream<TOut> Run<TOut>(string name, CoProcessFunction<TFirst, TSecond, TOut> function)
    {
        var factory = new ClosedOperatorFactory(
            typeof(CoProcessOperator<TFirst, TSecond, TOut>), [], [typeof(TFirst), typeof(TSecond)], typeof(TOut), function);
        return First.Environment.Add<TOut>(name, [First.Transformation, Second.Transformation], factory);
    }
}
