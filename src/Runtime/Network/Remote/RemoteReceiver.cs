using Flink.Core;
using Flink.Runtime.Network.Wire;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network.Remote;

/// <summary>The receiving end of a channel whose sender is in another process: frames wait here until the task takes them.</summary>
/// <param name="id">The channel.</param>
/// <param name="batches">Batches that may be under way or wait here: the credit of the sender.</param>
internal abstract class RemoteReceiver(ChannelId id, int batches) : Channel
{
    private const int ElementsPerBatch = 2;

    private readonly SpscRing<object> _arrived =
        new((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(ElementsPerBatch * batches)));

    private volatile FlinkException? _failure;
    private volatile Tasklet? _consumer;
    private PeerLink? _link;
    private int _batchesTaken;
    private int _elementsTaken;

    /// <summary>The channel.</summary>
    public ChannelId Id => id;

    /// <summary>Fingerprint of how the records are written.</summary>
    public abstract ulong Format { get; }

    /// <summary>The record type, as errors name it.</summary>
    public abstract string RecordType { get; }

    /// <inheritdoc/>
    public override bool HasData => !_arrived.IsEmpty;

    /// <inheritdoc/>
    public override Tasklet? Consumer
    {
        set
        {
            _consumer = value;
            Interlocked.MemoryBarrier();
            if (_failure is { } failure)
            {
                (value as IChannelOwner)?.ChannelFailed(failure);
            }
        }
    }

    /// <summary>The channel's number on the connection, once it is open.</summary>
    public uint Number { get; private set; }

    /// <summary>Says which connection the channel is on; by the network, before anything arrives.</summary>
    public void Attach(PeerLink link, uint number)
    {
        Number = number;
        _link = link;
    }

    /// <summary>Lets the sender begin.</summary>
    public void Begin() => _link!.SendCredit(Number, batches, ElementsPerBatch * batches);

    /// <summary>An array for a payload that is about to arrive; by the thread that reads the connection.</summary>
    public abstract byte[] BufferFor(int length);

    /// <summary>A batch or a signal has arrived; by the thread that reads the connection.</summary>
    /// <exception cref="ProtocolException">The sender had no credit for it.</exception>
    public void Arrive(object element)
    {
        if (!_arrived.TryPush(element))
        {
            throw new ProtocolException($"more came on the channel {id} than it had credit for");
        }

        _consumer?.Wake();
    }

    /// <summary>Nothing comes any longer; from any thread.</summary>
    public void Fail(FlinkException cause)
    {
        _failure ??= cause;
        Interlocked.MemoryBarrier();
        (_consumer as IChannelOwner)?.ChannelFailed(cause);
    }

    /// <summary>The oldest element: a signal or an <see cref="InboundFrame"/>.</summary>
    protected object? Take() => _arrived.TryPop();

    /// <summary>An element has been dealt with; the sender hears of it, a few at a time.</summary>
    protected void Release(bool isBatch)
    {
        _elementsTaken++;
        _batchesTaken += isBatch ? 1 : 0;

        // The sender keeps half of what it may have under way, so it never waits for credit that is held back here.
        if (2 * _batchesTaken >= batches || _elementsTaken >= batches)
        {
            _link!.SendCredit(Number, _batchesTaken, _elementsTaken);
            _batchesTaken = 0;
            _elementsTaken = 0;
        }
    }
}
