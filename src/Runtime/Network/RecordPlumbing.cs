using System.Collections.Concurrent;
using Flink.Core;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Wire;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Latency;
using Partitioner = Flink.Core.Partitioning.Partitioner;

namespace Flink.Runtime.Network;

/// <summary>Makes the typed parts between operators - channels, writers, forks - for a record type that is known at run time only.</summary>
public abstract class RecordPlumbing
{
    private static readonly ConcurrentDictionary<Type, RecordPlumbing> _byType = new();

    /// <summary>Bytes of one record in a batch, timestamp included.</summary>
    public abstract int RecordBytes { get; }

    /// <summary>Records of a batch at an exchange when memory allows.</summary>
    public abstract int BatchCapacity { get; }

    /// <summary>The plumbing of a record type; made by reflection once a type.</summary>
    public static RecordPlumbing For(Type recordType) => _byType.GetOrAdd(
        recordType, static type => (RecordPlumbing)Activator.CreateInstance(typeof(RecordPlumbing<>).MakeGenericType(type))!);

    /// <summary>A channel between two tasks of this process.</summary>
    public abstract Channel CreateChannel(int batches, int batchCapacity);

    /// <summary>Most bytes of a frame between processes, on a channel with batches of so many records.</summary>
    internal abstract int FrameBytes(int batchCapacity);

    /// <summary>The sending end of a channel to another process.</summary>
    internal abstract RemoteSender CreateSender(ChannelId id, PeerAddress peer, int batchCapacity, BufferPool pool, bool compresses);

    /// <summary>Where a task puts the records of its channels from other processes together; one for each of its edges.</summary>
    internal abstract object CreateSpace(int batchCapacity);

    /// <summary>The receiving end of a channel from another process.</summary>
    internal abstract RemoteReceiver CreateReceiver(ChannelId id, int batches, BufferPool pool, object space);

    /// <summary>The sending end of an edge for one subtask.</summary>
    /// <param name="partitioner">Who gets which record.</param>
    /// <param name="channels">The receivers that this subtask talks to.</param>
    /// <param name="sender">Index of the sending subtask.</param>
    /// <param name="maxParallelism">Key groups of the receiving vertex.</param>
    public abstract ExchangeWriter CreateWriter(Partitioner partitioner, IReadOnlyList<ISender> channels, int sender, int maxParallelism);

    /// <summary>An output that counts, in front of any number of readers.</summary>
    /// <param name="readers">Get everything.</param>
    /// <param name="sides">Get the signals only: the readers of side outputs.</param>
    public abstract CountingInput CreateOutput(IReadOnlyList<IInput> readers, IReadOnlyList<IInput> sides);

    /// <summary>An operator's input that tells of the latency markers that reach it.</summary>
    internal abstract IInput CreateLatencyInput(IInput target, OperatorLatency latency);
}

internal sealed class RecordPlumbing<T> : RecordPlumbing
{
    public override int RecordBytes => BatchSize.RecordBytes<T>();

    public override int BatchCapacity => BatchSize.AtExchange<T>();

    public override Channel CreateChannel(int batches, int batchCapacity) => new LocalChannel<T>(batches, batchCapacity);

    internal override int FrameBytes(int batchCapacity) => RecordFrames.BytesFor<T>(batchCapacity);

    internal override RemoteSender CreateSender(ChannelId id, PeerAddress peer, int batchCapacity, BufferPool pool, bool compresses) =>
        new RemoteSender<T>(id, peer, batchCapacity, pool, compresses);

    internal override object CreateSpace(int batchCapacity) => new Batch<T>(batchCapacity);

    internal override RemoteReceiver CreateReceiver(ChannelId id, int batches, BufferPool pool, object space) =>
        new RemoteReceiver<T>(id, batches, pool, (Batch<T>)space);

    public override ExchangeWriter CreateWriter(Partitioner partitioner, IReadOnlyList<ISender> channels, int sender, int maxParallelism)
    {
        var typed = new ISender<T>[channels.Count];
        for (var i = 0; i < typed.Length; i++)
        {
            typed[i] = (ISender<T>)channels[i];
        }

        return partitioner switch
        {
            ForwardPartitioner or GlobalPartitioner => new SingleChannelWriter<T>(typed),
            BroadcastPartitioner => new BroadcastWriter<T>(typed),
            RebalancePartitioner or RescalePartitioner or ShufflePartitioner when typed.Length == 1 => new SingleChannelWriter<T>(typed),
            RebalancePartitioner or RescalePartitioner => new SelectingWriter<T>(typed, new RoundRobinSelector<T>(typed.Length, sender)),
            ShufflePartitioner => new SelectingWriter<T>(typed, new RandomSelector<T>(typed.Length, (ulong)sender)),
            RecordPartitioner<T> { IsTrivialForOneReceiver: true } when typed.Length == 1 => new SingleChannelWriter<T>(typed),
            RecordPartitioner<T> byRecord => new SelectingWriter<T>(typed, new RecordSelector<T>(byRecord, typed.Length, maxParallelism)),
            _ => throw new FlinkException($"The partitioner {partitioner.Name} of type {partitioner.GetType()} does not fit records of type {typeof(T)}."),
        };
    }

    public override CountingInput CreateOutput(IReadOnlyList<IInput> readers, IReadOnlyList<IInput> sides)
    {
        IInput<T> target = readers.Count switch
        {
            0 => new NullInput<T>(),
            1 => (IInput<T>)readers[0],
            _ => new Fork<T>([.. readers.Cast<IInput<T>>()]),
        };
        return new CountingInput<T>(target, [.. sides]);
    }

    internal override IInput CreateLatencyInput(IInput target, OperatorLatency latency) => new LatencyInput<T>((IInput<T>)target, latency);
}
