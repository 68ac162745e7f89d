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
/// credit ends in the middle of a batch, the caller comes again with the same batch, and the rest of it follows. Batches become
/// smaller where records are large, so that one mostly fits a frame. To fill one takes no credit: its memory is the sender's.
/// </remarks>
internal sealed class RemoteSender<T>(ChannelId id, PeerAddress peer, int batchCapacity, BufferPool pool, bool compresses)
    : RemoteSender(id, peer), ISender<T>
{
    private const int Slack = 16;

    private readonly RecordEncoder<T> _encoder = new(pool, RecordFrames.BytesFor<T>(batchCapacity), compresses);
    private readonly FrameBuffer _signals = new(pool);
    private readonly int _largest = batchCapacity;
    private Batch<T>? _spare;
    private int _capacity = batchCapacity;
    private int _sent;
    private long _bytes;

    /// <inheritdoc/>
    public Traffic Sent => new(Volatile.Read(ref _bytes), BatchesSent);

    /// <inheritdoc/>
    public override ulong Format => RecordFormat.Of<T>();

    /// <inheritdoc/>
    public int BatchCapacity => _capacity;

    /// <inheritdoc/>
    public Batch<T>? TryRent()
    {
        ThrowIfFailed();
        var batch = _spare ?? new Batch<T>(_capacity);
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
                HoldsBatch = true;
                return false;
            }

            var frame = _encoder.Write(batch, _sent, Number, out var count);
            _sent += count;
            _bytes += frame.Length;
            BatchesSent++;
            ElementsSent++;
            Link.Outgoing.Add(frame);
        }

        _sent = 0;
        HoldsBatch = false;
        Fit();
        batch.Clear();
        _spare ??= batch.Capacity == _capacity ? batch : null;
        return true;
    }

    private void Fit()
    {
        var fit = _encoder.RecordsThatFit;
        if (fit < _capacity || (_capacity < _largest && fit >= 2 * _capacity))
        {
            _capacity = Math.Clamp(fit - (fit / Slack), 1, _largest);
        }
    }

    private bool TrySendSignal(StreamElement signal)
    {
        if (!HasSlot)
        {
            return false;
        }

        ElementsSent++;
        HasEnded = signal is EndOfInput;
        Link.Outgoing.Add(Signals.Write(_signals, signal, Number));
        return true;
    }
}
