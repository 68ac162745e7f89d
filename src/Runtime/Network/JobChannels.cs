using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Network;

/// <summary>The channels of a job whose tasks all run in this process, sized so that they fit the network memory.</summary>
/// <remarks>Made before the first task and released after the last; between the two it is read-only.</remarks>
public sealed class JobChannels : IDisposable
{
    private const int MostBatches = 8;
    private const int FewestBatches = 2;
    private const int SmallestCapacity = 16;

    private readonly NetworkMemory _memory;
    private readonly Dictionary<(int Edge, int Sender, int Receiver), Channel> _channels = [];
    private readonly JobGraph _graph;
    private long _reserved;

    /// <summary>Reserves the memory and makes the channels.</summary>
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

        var sizing = Fit(count);
        for (var edge = 0; edge < graph.Edges.Count; edge++)
        {
            Create(edge, sizing);
        }
    }

    /// <summary>The receivers of a sending subtask, in the order of their indices.</summary>
    public IReadOnlyList<Channel> From(int edge, int sender) =>
        [.. Receivers(_graph.Edges[edge], sender).Select(receiver => _channels[(edge, sender, receiver)])];

    /// <summary>The senders of a receiving subtask, in the order of their indices.</summary>
    public IReadOnlyList<Channel> To(int edge, int receiver)
    {
        var senders = _graph.Vertex(_graph.Edges[edge].Source).Parallelism;
        var channels = new List<Channel>();
        for (var sender = 0; sender < senders; sender++)
        {
            if (_channels.TryGetValue((edge, sender, receiver), out var channel))
            {
                channels.Add(channel);
            }
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
        if (!partitioner.IsPointwise)
        {
            return Enumerable.Range(0, receivers);
        }

        // Flink's POINTWISE pattern: the larger side is dealt out evenly over the smaller one.
        return senders >= receivers
            ? [(int)((long)sender * receivers / senders)]
            : Enumerable.Range(0, receivers).Where(receiver => (int)((long)receiver * senders / receivers) == sender);
    }

    /// <summary>Whether a subtask sends to another over an edge.</summary>
    internal static bool Sends(JobEdge edge, int sender, int senders, int receiver, int receivers) =>
        !edge.Partitioner.IsPointwise || Receivers(edge.Partitioner, senders, receivers, sender).Contains(receiver);

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
        var count = 0;
        for (var sender = 0; sender < _graph.Vertex(_graph.Edges[edge].Source).Parallelism; sender++)
        {
            count += Receivers(_graph.Edges[edge], sender).Count();
        }

        return count;
    }

    private void Create(int edge, Sizing sizing)
    {
        var plumbing = RecordPlumbing.For(_graph.Edges[edge].RecordType);
        for (var sender = 0; sender < _graph.Vertex(_graph.Edges[edge].Source).Parallelism; sender++)
        {
            foreach (var receiver in Receivers(_graph.Edges[edge], sender))
            {
                _channels.Add((edge, sender, receiver), plumbing.CreateChannel(sizing.Batches, sizing.CapacityOf(plumbing)));
            }
        }
    }

    private IEnumerable<int> Receivers(JobEdge edge, int sender) =>
        Receivers(edge.Partitioner, _graph.Vertex(edge.Source).Parallelism, _graph.Vertex(edge.Target).Parallelism, sender);

    private sealed record Sizing(int Batches, int Capacity)
    {
        public Sizing? Smaller => Batches > FewestBatches ? this with { Batches = Batches / 2 }
            : Capacity > Core.Records.BatchSize.MaxRecords ? this with { Capacity = Core.Records.BatchSize.MaxRecords / 2 }
            : Capacity > SmallestCapacity ? this with { Capacity = Capacity / 2 }
            : null;

        public int CapacityOf(RecordPlumbing plumbing) => Math.Min(Capacity, plumbing.BatchCapacity);
    }
}
