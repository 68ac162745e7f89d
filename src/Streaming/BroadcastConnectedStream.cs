using Flink.Streaming.Functions;
using Flink.Streaming.Operators;
using Flink.Streaming.State;

namespace Flink.Streaming;

/// <summary>A stream that is connected to a broadcast one.</summary>
/// <typeparam name="TIn">Record type of the stream.</typeparam>
/// <typeparam name="TBroadcast">Record type of the broadcast stream.</typeparam>
public sealed class BroadcastConnectedStream<TIn, TBroadcast>
{
    private readonly DataStream<TIn> _stream;
    private readonly BroadcastStream<TBroadcast> _broadcast;

    internal BroadcastConnectedStream(DataStream<TIn> stream, BroadcastStream<TBroadcast> broadcast)
    {
        _stream = stream;
        _broadcast = broadcast;
    }

    /// <summary>A function over both, with broadcast state and side outputs.</summary>
    public OperatorStream<TOut> Process<TOut>(BroadcastProcessFunction<TIn, TBroadcast, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var factory = new ClosedOperatorFactory(
            typeof(BroadcastProcessOperator<TIn, TBroadcast, TOut>), [], [typeof(TIn), typeof(TBroadcast)], typeof(TOut), function, _broadcast.Descriptors)
        {
            Keeps = [.. _broadcast.Kept],
        };
        return _stream.Environment.Add<TOut>("Co-Process-Broadcast", [_stream.Transformation, _broadcast.Stream.Transformation], factory);
    }
}
