using Flink.Core;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network.Remote;

/// <summary>The sending end of a channel whose receiver is in another process: credit, and what happens when it is cut.</summary>
/// <param name="id">The channel.</param>
/// <param name="peer">Where the receiver is.</param>
internal abstract class RemoteSender(ChannelId id, PeerAddress peer)
{
    private volatile FlinkException? _failure;
    private volatile Tasklet? _producer;
    private volatile bool _producerWaits;
    private long _batchesGranted;
    private long _elementsGranted;
    private PeerLink? _link;

    /// <summary>The channel.</summary>
    public ChannelId Id => id;

    /// <summary>Where the receiver is.</summary>
    public PeerAddress Peer => peer;

    /// <summary>Fingerprint of how the records are written.</summary>
    public abstract ulong Format { get; }

    /// <summary>The connection; set before the producer runs.</summary>
    public PeerLink Link => _link ?? throw new InvalidOperationException($"The channel {id} is not open.");

    /// <summary>The channel's number on the connection.</summary>
    public uint Number { get; private set; }

    /// <summary>Whether nothing follows.</summary>
    public bool HasEnded { get; protected set; }

    /// <inheritdoc cref="ISender.Producer"/>
    public Tasklet? Producer
    {
        set
        {
            _producer = value;
            Interlocked.MemoryBarrier();
            if (_failure is { } failure)
            {
                (value as IChannelOwner)?.ChannelFailed(failure);
            }
        }
    }

    /// <inheritdoc cref="ISender.HasCredit"/>
    public bool HasCredit
    {
        get
        {
            ThrowIfFailed();
            return BatchesSent < Volatile.Read(ref _batchesGranted);
        }
    }

    /// <inheritdoc cref="ISender.HasSlot"/>
    public bool HasSlot => ElementsSent < Volatile.Read(ref _elementsGranted) && (!HoldsBatch || HasCredit);

    /// <summary>Whether the next element is a batch that could not be sent, or not to its end.</summary>
    protected bool HoldsBatch { get; set; }

    /// <summary>Batches sent so far, a batch being what takes one frame.</summary>
    protected long BatchesSent { get; set; }

    /// <summary>Batches and signals sent so far.</summary>
    protected long ElementsSent { get; set; }

    /// <summary>Says which connection the channel is on; by the network, before the producer runs.</summary>
    public void Attach(PeerLink link, uint number)
    {
        Number = number;
        _link = link;
    }

    /// <inheritdoc cref="ISender.AskForWake"/>
    public void AskForWake()
    {
        _producerWaits = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>The receiver can take more; by the thread that reads the connection.</summary>
    public void Grant(int batches, int elements)
    {
        Volatile.Write(ref _batchesGranted, _batchesGranted + batches);
        Volatile.Write(ref _elementsGranted, _elementsGranted + elements);

        // Orders the writes before the read below; the other half is in AskForWake.
        Interlocked.MemoryBarrier();
        if (_producerWaits)
        {
            _producerWaits = false;
            _producer?.Wake();
        }
    }

    /// <summary>Nothing goes through any longer; from any thread.</summary>
    public void Fail(FlinkException cause)
    {
        _failure ??= cause;
        Interlocked.MemoryBarrier();
        (_producer as IChannelOwner)?.ChannelFailed(cause);
        _producer?.Wake();
    }

    /// <summary>Ends the producer's task when the channel has failed.</summary>
    protected void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }
    }
}
