using Flink.Core.Functions;
using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
using Flink.Streaming.State;

namespace Flink.Streaming;

/// <summary>Two streams whose records of one key are together. Functions on them share keyed state between both sides.</summary>
/// <typeparam name="TFirst">Record type of the first stream.</typeparam>
/// <typeparam name="TSecond">Record type of the second stream.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
public sealed class KeyedConnectedStreams<TFirst, TSecond, TKey>
{
    internal KeyedConnectedStreams(KeyedStream<TFirst, TKey> first, KeyedStream<TSecond, TKey> second)
    {
        First = first;
        Second = second;
    }

    /// <summary>The first stream.</summary>
    public KeyedStream<TFirst, TKey> First { get; }

    /// <summary>The second stream.</summary>
    public KeyedStream<TSecond, TKey> Second { get; }

    /// <summary>One result for each record of either stream. A rich function has keyed state.</summary>
    public OperatorStream<TOut> Map<TOut>(ICoMapFunction<TFirst, TSecond, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run("Co-Map", new KeyedCoElementProcess<TKey, TFirst, TSecond, TOut>(new CoMapElement<TFirst, TSecond, TOut>(function)));
    }

    /// <summary>Any number of results for each record of either stream. A rich function has keyed state.</summary>
    public OperatorStream<TOut> FlatMap<TOut>(ICoFlatMapFunction<TFirst, TSecond, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run("Co-Flat Map", new KeyedCoElementProcess<TKey, TFirst, TSecond, TOut>(new CoFlatMapElement<TFirst, TSecond, TOut>(function)));
    }

    /// <summary>The most general function over both streams, with keyed state, timers and side outputs.</summary>
    public OperatorStream<TOut> Process<TOut>(KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run("Co-Keyed-Process", function);
    }

    private OperatorStream<TOut> Run<TOut>(string name, KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut> function)
    {
        var factory = new ClosedOperatorFactory(
            typeof(KeyedCoProcessOperator<,,,,,,>),
            [typeof(TFirst), typeof(TSecond), typeof(TOut), typeof(TKey), First.Selector, Second.Selector, KeyedStream<TFirst, TKey>.Comparer],
            [typeof(TFirst), typeof(TSecond)],
            typeof(TOut),
            First.Selector,
            Second.Selector,
            function)
        {
            Keeps = [KeptType.Keys<TKey>()],
        };
        return First.Environment.Add<TOut>(name, [First.Transformation, Second.Transformation], factory);
    }
}
