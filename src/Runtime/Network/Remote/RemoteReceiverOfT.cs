using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Remote;

/// <inheritdoc/>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="id">The channel.</param>
/// <param name="batches">Batches that may be under way or wait here.</param>
/// <param name="pool">Where frames' arrays go.</param>
/// <param name="space">Where records are put together: one for all channels of a task's input, since a task handles one batch at a time.</param>
internal sealed class RemoteReceiver<T>(ChannelId id, int batches, BufferPool pool, Batch<T> space) : RemoteReceiver(id, batches)
{
    private readonly RecordDecoder<T> _decoder = new(pool, BatchSize.AtExchange<T>());
    private long _bytes;
    private long _buffers;

    /// <inheritdoc/>
    public override Traffic Taken => new(Volatile.Read(ref _bytes), Volatile.Read(ref _buffers));

    /// <inheritdoc/>
    public override ulong Format => RecordFormat.Of<T>();

    /// <inheritdoc/>
    public override string RecordType => typeof(T).ToString();

    /// <inheritdoc/>
    public override byte[] BufferFor(int length) => _decoder.BufferFor(length);

    /// <inheritdoc/>
    public override StreamElement? TryTake()
    {
        switch (Take())
        {
            case null:
                return null;
            case InboundFrame frame:
                _bytes += FrameHeader.Size + frame.Header.Length;
                _buffers++;
                _decoder.Read(in frame.Header, frame.Payload, space);
                return space;
            case var signal:
                Release(isBatch: false);
                return (StreamElement)signal;
        }
    }

    /// <inheritdoc/>
    public override void Deliver(Batch batch, IInput input)
    {
        var typed = (Batch<T>)batch;
        ((IInput<T>)input).Process(typed);
        typed.Clear();
        Release(isBatch: true);
    }
}
