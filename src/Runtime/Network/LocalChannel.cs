using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network;

/// <summary>A channel between two tasks of one process: batches go by reference through a ring, empty ones come back through another.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="batches">Most batches that exist for this channel: its credit, and its bound in memory.</param>
/// <param name="batchCapacity">Records a batch holds.</param>
public sealed class LocalChannel<T>(int batches, int batchCapacity) : Channel, ISender<T>
{
    // Signals take slots too; a producer that finds the ring full waits like one without credit.
    private readonly SpscRing<StreamElement> _elements = new(RingCapacity(2 * batches));
    private readonly SpscRing<Batch<T>> _free = new(RingCapacity(batches));
    private int _made;
    private volatile Tasklet? _consumer;
    private volatile Tasklet? _producer;
    private volatile bool _producerWaits;

    /// <inheritdoc/>
    public int BatchCapacity => batchCapacity;

    /// <inheritdoc/>
    public override bool HasData => !_elements.IsEmpty;

    /// <inheritdoc/>
    public override Tasklet? Consumer
    {
        set => _consumer = value;
    }

    /// <inheritdoc/>
    public Tasklet? Producer
    {
        set => _producer = value;
    }

    /// <inheritdoc/>
    public bool HasCredit => _made < batches || !_free.IsEmpty;

    /// <inheritdoc/>
    public bool HasSlot => _elements.HasRoom;

    /// <inheritdoc/>
    public Batch<T>? TryRent()
    {
        if (_free.TryPop() is { } batch)
        {
            return batch;
        }

        if (_made == batches)
        {
            return null;
        }

        _made++;
        return new Batch<T>(batchCapacity);
    }

    /// <inheritdoc/>
    public bool TrySend(StreamElement element)
    {
        if (!_elements.TryPush(element))
        {
            return false;
        }

        _consumer?.Wake();
        return true;
    }

    /// <inheritdoc/>
    public void AskForWake()
    {
        _producerWaits = true;
        Interlocked.MemoryBarrier();
    }

    /// <inheritdoc/>
    public override StreamElement? TryTake()
    {
        var element = _elements.TryPop();
        if (element is not null and not Batch)
        {
            WakeProducer();
        }

        return element;
    }

    /// <inheritdoc/>
    public override void Deliver(Batch batch, IInput input)
    {
        var typed = (Batch<T>)batch;
        var length = typed.Count;
        ((IInput<T>)input).Process(typed);

        // Workers stand for cores: on one of them both tasks have the batch in the same cache.
        if (_producer?.Worker == _consumer?.Worker)
        {
            typed.Clear();
        }
        else
        {
            typed.Release(length);
        }

        _free.TryPush(typed);
        WakeProducer();
    }

    private static int RingCapacity(int atLeast) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(atLeast, 2));

    private void WakeProducer()
    {
        // Orders the push above before the read below; see Tasklet.Wake for the other half.
        Interlocked.MemoryBarrier();
        if (_producerWaits)
        {
            _producerWaits = false;
            _producer?.Wake();
        }
    }
}
