using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;
using Flink.Runtime.Network;

namespace Flink.Streaming.Testing.Execution;

/// <summary>The sending end of an edge for one subtask: passes each record on at once to the subtask that the engine would send it to.</summary>
internal abstract class Router(OutputTag? tag)
{
    /// <summary>The side output that it reads; null for the main output.</summary>
    public OutputTag? Tag => tag;

    /// <param name="edge">The edge.</param>
    /// <param name="receivers">Senders of the ports that this subtask talks to.</param>
    /// <param name="sender">Index of the sending subtask.</param>
    /// <param name="maxParallelism">Key groups of the receivers.</param>
    public static Router Of(PlannedEdge edge, IReadOnlyList<IInput> receivers, int sender, int maxParallelism) =>
        (Router)Activator.CreateInstance(typeof(Router<>).MakeGenericType(edge.RecordType), edge, receivers, sender, maxParallelism)!;

    /// <summary>The sender has ended.</summary>
    public abstract void End();
}

internal sealed class Router<T> : Router, IInput<T>
{
    private readonly PortSender<T>[] _receivers;
    private readonly Batch<T>[] _batches;
    private readonly IChannelSelector<T>? _selector;
    private readonly bool _isBroadcast;
    private readonly BatchCopier<T> _copier = new();

    public Router(PlannedEdge edge, IReadOnlyList<IInput> receivers, int sender, int maxParallelism)
        : base(edge.Tag)
    {
        _receivers = [.. receivers.Cast<PortSender<T>>()];
        _isBroadcast = edge.Partitioner is BroadcastPartitioner;
        _selector = SelectorOf(edge.Partitioner, _receivers.Length, sender, maxParallelism);
        _batches = _selector is null ? [] : Array.ConvertAll(_receivers, _ => new Batch<T>(BatchSize.AtExchange<T>()));
    }

    public void Process(Batch<T> batch)
    {
        if (_isBroadcast)
        {
            for (var i = 1; i < _receivers.Length; i++)
            {
                _receivers[i].Process(_copier.Copy(batch));
            }
        }

        if (_selector is null)
        {
            _receivers[0].Process(batch);
            return;
        }

        var chosen = new int[batch.Count];
        _selector.Select(batch.Records, chosen);
        for (var i = 0; i < chosen.Length; i++)
        {
            var own = _batches[chosen[i]];
            if (own.IsFull)
            {
                Send(chosen[i]);
            }

            own.Add(in batch.Records[i], batch.Timestamps[i]);
        }

        for (var receiver = 0; receiver < _receivers.Length; receiver++)
        {
            Send(receiver);
        }
    }

    public void Process(Watermark watermark) => Array.ForEach(_receivers, receiver => receiver.Process(watermark));

    public void Process(StreamStatus status) => Array.ForEach(_receivers, receiver => receiver.Process(status));

    public void Process(LatencyMarker marker) => Array.ForEach(_receivers, receiver => receiver.Process(marker));

    public override void End() => Array.ForEach(_receivers, receiver => receiver.End());

    // Null where all records go to the first receiver. Forward has several only behind what is pushed, which is dealt out.
    private static IChannelSelector<T>? SelectorOf(Partitioner partitioner, int receivers, int sender, int maxParallelism) => partitioner switch
    {
        RecordPartitioner<T> { IsTrivialForOneReceiver: true } when receivers == 1 => null,
        RecordPartitioner<T> byRecord => new RecordSelector<T>(byRecord, receivers, maxParallelism),
        GlobalPartitioner or BroadcastPartitioner => null,
        _ when receivers == 1 => null,
        ShufflePartitioner => new RandomSelector<T>(receivers, (ulong)sender),
        ForwardPartitioner or RebalancePartitioner or RescalePartitioner => new RoundRobinSelector<T>(receivers, sender),
        _ => throw new HarnessException($"The partitioner {partitioner.Name} of type {partitioner.GetType()} does not fit records of type {typeof(T)}."),
    };

    private void Send(int receiver)
    {
        if (_batches[receiver].Count > 0)
        {
            _receivers[receiver].Process(_batches[receiver]);
            _batches[receiver].Clear();
        }
    }
}
