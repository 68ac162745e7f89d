using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network;

/// <summary>The parts of a writer that all partitionings share: building batches, credit, signals.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="channels">The receivers, in the order of their subtasks.</param>
public abstract class ExchangeWriter<T>(ISender<T>[] channels) : ExchangeWriter, IInput<T>
{
    private readonly Batch<T>?[] _building = new Batch<T>?[channels.Length];
    private readonly Queue<StreamElement>[] _overflow = CreateOverflow(channels.Length);
    private Tasklet? _producer;
    private uint _nextMarker;
    private Action? _throwIfCanceled;

    /// <inheritdoc/>
    public override bool HasRoom
    {
        get
        {
            for (var i = 0; i < channels.Length; i++)
            {
                if (!channels[i].HasCredit || !TryDrain(i) || !channels[i].HasSlot)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Receivers.</summary>
    protected int NumberOfChannels => channels.Length;

    /// <inheritdoc/>
    public abstract void Process(Batch<T> batch);

    /// <inheritdoc/>
    public void Process(Watermark watermark) => Broadcast(watermark);

    /// <inheritdoc/>
    public void Process(StreamStatus status) => Broadcast(status);

    /// <inheritdoc/>
    public void Process(LatencyMarker marker)
    {
        // To one receiver in turn: from a hundred tasks to a hundred they would become ten thousand, at each exchange.
        var channel = (int)(_nextMarker++ % (uint)channels.Length);
        Flush(channel);
        Send(channel, marker);
    }

    /// <inheritdoc/>
    public override void Attach(Tasklet producer, Action throwIfCanceled)
    {
        _producer = producer;
        _throwIfCanceled = throwIfCanceled;
        foreach (var channel in channels)
        {
            channel.Producer = producer;
        }
    }

    /// <inheritdoc/>
    public override void AskForWake()
    {
        foreach (var channel in channels)
        {
            if (!channel.HasCredit || !channel.HasSlot)
            {
                channel.AskForWake();
            }
        }
    }

    /// <inheritdoc/>
    public override bool TrySendRest()
    {
        for (var i = 0; i < channels.Length; i++)
        {
            if (!TryDrain(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        for (var i = 0; i < channels.Length; i++)
        {
            Flush(i);
        }
    }

    /// <inheritdoc/>
    public override void Broadcast(StreamElement signal)
    {
        for (var i = 0; i < channels.Length; i++)
        {
            Flush(i);
            Send(i, signal);
        }
    }

    /// <summary>The batch that is being filled for a receiver; never full. Not kept by the caller.</summary>
    protected Batch<T> Building(int channel) => _building[channel] ?? (_building[channel] = Rent(channel));

    /// <summary>Sends what is being filled for a receiver, if anything.</summary>
    protected void Flush(int channel)
    {
        if (_building[channel] is { Count: > 0 } batch)
        {
            _building[channel] = null;
            RecordsOut += batch.Count;
            Send(channel, batch);
        }
    }

    /// <summary>Sends the contents of a batch that was lent: taken over whole where that is possible, else copied.</summary>
    protected void SendWhole(int channel, Batch<T> batch)
    {
        var building = Building(channel);
        if (building.Count == 0 && building.Capacity == batch.Capacity && 2 * batch.Count >= batch.Capacity)
        {
            building.Swap(batch);
            Flush(channel);
            return;
        }

        Append(channel, batch, 0, batch.Count);
    }

    /// <summary>Copies a range of a batch to a receiver.</summary>
    protected void Append(int channel, Batch<T> batch, int start, int length)
    {
        while (length > 0)
        {
            var building = Building(channel);
            var room = Math.Min(length, building.Capacity - building.Count);
            batch.CopyTo(building, start, room);
            if (building.IsFull)
            {
                Flush(channel);
            }

            start += room;
            length -= room;
        }
    }

    private static Queue<StreamElement>[] CreateOverflow(int length)
    {
        var overflow = new Queue<StreamElement>[length];
        for (var i = 0; i < length; i++)
        {
            overflow[i] = new Queue<StreamElement>(0);
        }

        return overflow;
    }

    private Batch<T> Rent(int channel)
    {
        while (true)
        {
            if (channels[channel].TryRent() is { } batch)
            {
                return batch;
            }

            if (!Wait(channel, forSlot: false))
            {
                // Stepped from outside: nobody could make room while this step lasts, so it is finished with what it takes.
                return new Batch<T>(channels[channel].BatchCapacity);
            }
        }
    }

    private void Send(int channel, StreamElement element)
    {
        while (!TryDrain(channel) || !channels[channel].TrySend(element))
        {
            if (!Wait(channel, forSlot: true))
            {
                _overflow[channel].Enqueue(element);
                return;
            }
        }
    }

    private bool TryDrain(int channel)
    {
        var overflow = _overflow[channel];
        while (overflow.TryPeek(out var element))
        {
            if (!channels[channel].TrySend(element))
            {
                return false;
            }

            overflow.Dequeue();
        }

        return true;
    }

    // One input batch gave more than a receiver has credit for. What is built for the others goes first: the one that is waited
    // for may itself wait for them.
    private bool Wait(int channel, bool forSlot)
    {
        _throwIfCanceled?.Invoke();
        for (var i = 0; i < channels.Length; i++)
        {
            if (i != channel && _building[i] is { Count: > 0 } batch && TryDrain(i) && channels[i].TrySend(batch))
            {
                _building[i] = null;
                RecordsOut += batch.Count;
            }
        }

        channels[channel].AskForWake();
        var isFree = forSlot ? channels[channel].HasSlot : channels[channel].HasCredit;
        return isFree || (_producer?.WaitForWake() ?? false);
    }
}
