using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
using Flink.Streaming.State;

namespace Flink.Streaming;

/// <summary>A keyed stream that is connected to a broadcast one.</summary>
/// <typeparam name="TIn">Record type of the keyed stream.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TBroadcast">Record type of the broadcast stream.</typeparam>
public sealed class KeyedBroadcastConnectedStream<TIn, TKey, TBroadcast>
{
    private readonly KeyedStream<TIn, TKey> _stream;
    private readonly BroadcastStream<TBroadcast> _broadcast;

    internal KeyedBroadcastConnectedStream(KeyedStream<TIn, TKey> stream, BroadcastStream<TBroadcast> broadcast)
    {
        _stream = stream;
        _broadcast = broadcast;
    }

    /// <summary>A function over both, with keyed state, timers, broadcast state and side outputs.</summary>
    public OperatorStream<TOut> Process<TOut>(KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var factory = new ClosedOperatorFactory(
            typeof(KeyedBroadcastProcessOperator<,,,,,>),
            [typeof(TIn), typeof(TBroadcast), typeof(TOut), typeof(TKey), _stream.Selector, KeyedStream<TIn, TKey>.Comparer],
            [typeof(TIn), typeof(TBroadcast)],
            typeof(TOut),
            _stream.Selector,
            function,
            _broadcast.Descriptors)
        {
            Keeps = [KeptType.Keys<TKey>(), .. _broadcast.Kept],
        };
        return _stream.Environment.Add<TOut>("Co-Process-Broadcast-Keyed", [_stream.Transformation, _broadcast.Stream.Transformation], factory);
    }
}
