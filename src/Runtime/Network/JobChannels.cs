using System.Runtime.InteropServices;
using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Network;

/// <summary>The channels of a job whose tasks all run in this process, sized so that they fit the network memory.</summary>
/// <remarks>
/// The memory is reserved before the first task and released after the last. The channels of a pair of subtasks are made anew for each
/// attempt; partners always start over together. Not safe for concurrent use.
/// </remarks>
public sealed class JobChannels : IDisposable
{
    private const int MostBatches = 8;
    private const int FewestBatches = 2;
    private const int SmallestCapacity = 16;

    private readonly NetworkMemory _memory;
    private readonly Dictionary<(int Edge, int Sender, int Receiver), (int Attempt, Channel Channel)> _channels = [];
    private readonly JobGraph _graph;
    private readonly Sizing _sizing;
    private long _reserved;

    /// <summary>Reserves the memory.</summary>
    /// <exception cref="FlinkException">They do not fit even with the smallest batches.</exception>
    public JobChannels(JobGraph graph, NetworkMemory memory)
    {
        _graph = graph;
        _memory = memory;
        var count = 0;
        for (var edge = 0; edge < graph.Edges.Count; edge++)
        {
            count += CountChannels(edge);
        }

        _sizing = Fit(count);
    }

    /// <summary>The receivers of an attempt of a sending subtask, in the order of their indices.</summary>
    public IReadOnlyList<Channel> From(int edge, int sender, int attempt)
    {
        var (first, end) = PatternOf(edge).ReceiversOf(sender);
        var channels = new Channel[end - first];
        for (var receiver = first; receiver < end; receiver++)
        {
            channels[receiver - first] = Between(edge, sender, receiver, attempt);
        }

        return channels;
    }

    /// <summary>The senders of an attempt of a receiving subtask, in the order of their indices.</summary>
    public IReadOnlyList<Channel> To(int edge, int receiver, int attempt)
    {
        var (first, end) = PatternOf(edge).SendersOf(receiver);
        var channels = new Channel[end - first];
        for (var sender = first; sender < end; sender++)
        {
            channels[sender - first] = Between(edge, sender, receiver, attempt);
        }

        return channels;
    }

    /// <summary>The indices of the subtasks that a sender talks to.</summary>
    /// <param name="partitioner">The edge's.</param>
    /// <param name="senders">Subtasks of the sending vertex.</param>
    /// <param name="receivers">Subtasks of the receiving vertex.</param>
    /// <param name="sender">Index of the sender.</param>
    public static IEnumerable<int> Receivers(Partitioner partitioner, int senders, int receivers, int sender)
    {
        var (first, end) = new ExchangePattern(partitioner.IsPointwise, senders, receivers).ReceiversOf(sender);
        return Enumerable.Range(first, end - first);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _memory.Release(Interlocked.Exchange(ref _reserved, 0));

    private Sizing Fit(int count)
    {
        var free = _memory.Limit - _memory.Reserved;
        var sizing = new Sizing(MostBatches, int.MaxValue);
        while (Bytes(sizing) > free && sizing.Smaller is { } smaller)
        {
            sizing = smaller;
        }

        var bytes = Bytes(sizing);
        _memory.Reserve(bytes, _graph.Name, count);
        _reserved = bytes;
        return sizing;
    }

    private long Bytes(Sizing sizing)
    {
        var bytes = 0L;
        for (var edge = 0; edge < _graph.Edges.Count; edge++)
        {
            var plumbing = RecordPlumbing.For(_graph.Edges[edge].RecordType);
            bytes += (long)CountChannels(edge) * sizing.Batches * sizing.CapacityOf(plumbing) * plumbing.RecordBytes;
        }

        return bytes;
    }

    private int CountChannels(int edge)
    {
        var pattern = PatternOf(edge);
        return pattern.IsPointwise ? Math.Max(pattern.Senders, pattern.Receivers) : pattern.Senders * pattern.Receivers;
    }

    private Channel Between(int edge, int sender, int receiver, int attempt)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_channels, (edge, sender, receiver), out var exists);
        if (!exists || entry.Attempt != attempt)
        {
            var plumbing = RecordPlumbing.For(_graph.Edges[edge].RecordType);
            entry = (attempt, plumbing.CreateChannel(_sizing.Batches, _sizing.CapacityOf(plumbing)));
        }

        return entry.Channel;
    }

    private ExchangePattern PatternOf(int edge)
    {
        var one = _graph.Edges[edge];
        return new ExchangePattern(one.Partitioner.IsPointwise, _graph.Vertex(one.Source).Parallelism, _graph.Vertex(one.Target).Parallelism);
    }

    private sealed record Sizing(int Batches, int Capacity)
    {
        public Sizing? Smaller => Batches > FewestBatches ? this with { Batches = Batches / 2 }
            : Capacity > Core.Records.BatchSize.MaxRecords ? this with { Capacity = Core.Records.BatchSize.MaxRecords / 2 }
            : Capacity > SmallestCapacity ? this with { Capacity = Capacity / 2 }
            : null;

        public int CapacityOf(RecordPlumbing plumbing) => Math.Min(Capacity, plumbing.BatchCapacity);
    }
}
