using Flink.Core.Records;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Remote;

/// <inheritdoc/>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="id">The channel.</param>
/// <param name="peer">Where the receiver is.</param>
/// <param name="batchCapacity">Records of a batch.</param>
/// <param name="pool">Where frames come from.</param>
/// <param name="compresses">Whether frames are compressed.</param>
/// <remarks>
/// A batch is serialized when it is sent, on the producer's thread, into as many frames as it takes; each needs credit. When
/// credit ends in the middle of a batch, the caller comes again with the same batch, and the rest of it follows.
/// </remarks>
internal sealed class RemoteSender<T>(ChannelId id, PeerAddress peer, int batchCapacity, BufferPool pool, bool compresses)
    : RemoteSender(id, peer), ISender<T>
{
    private readonly RecordEncoder<T> _encoder = new(pool, RecordFrames.BytesFor<T>(batchCapacity), compresses);
    private readonly FrameBuffer _signals = new(pool);
    private Batch<T>? _spare;
    private int _sent;

    /// <inheritdoc/>
    public override ulong Format => RecordFormat.Of<T>();

    /// <inheritdoc/>
    public int BatchCapacity => batchCapacity;

    /// <inheritdoc/>
    public Batch<T>? TryRent()
    {
        if (!HasCredit)
        {
            return null;
        }

        var batch = _spare ?? new Batch<T>(batchCapacity);
        _spare = null;
        return batch;
    }

    /// <inheritdoc/>
    public bool TrySend(StreamElement element)
    {
        ThrowIfFailed();
        return element is Batch<T> batch ? TrySend(batch) : TrySendSignal(element);
    }

    private bool TrySend(Batch<T> batch)
    {
        while (_sent < batch.Count)
        {
            if (!HasCredit || !HasSlot)
            {
                return false;
            }

            var frame = _encoder.Write(batch, _sent, Number, out var count);
            _sent += count;
            BatchesSent++;
            ElementsSent++;
            Link.Enqueue(frame);
        }

        _sent = 0;
        batch.Clear();
        _spare ??= batch;
        return true;
    }

    private bool TrySendSignal(StreamElement signal)
    {
        if (!HasSlot)
        {
            return false;
        }

        ElementsSent++;
        HasEnded = signal is EndOfInput;
        Link.Enqueue(Signals.Write(_signals, signal, Number));
        return true;
    }
}
