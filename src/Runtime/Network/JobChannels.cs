using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Runtime.Memory;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Network;

/// <summary>Makes the channels of a job's tasks in this process: to each other by reference, to other workers over the network.</summary>
/// <remarks>
/// A job that runs in one process alone reserves the memory of all its channels at once, so that it fits or is refused. Where there
/// is a network, nobody knows yet how many tasks will come: each slot has its share of the memory, the channels are sized so
/// that one subtask of each vertex of its group fits it, and each task reserves what it opens. Safe for concurrent use.
/// </remarks>
public sealed class JobChannels : IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<ChannelId, Shared> _local = [];
    private readonly HashSet<TaskChannels> _open = [];
    private readonly NetworkMemory _memory;
    private readonly JobGraph _graph;
    private readonly ChannelNetwork? _network;
    private readonly ChannelSizing _sizing;
    private long _reserved;

    /// <summary>Prepares the channels of a job whose tasks all run in this process, and reserves their memory.</summary>
    /// <exception cref="FlinkException">They do not fit even with the smallest batches.</exception>
    public JobChannels(JobGraph graph, NetworkMemory memory)
    {
        _graph = graph;
        _memory = memory;
        _sizing = ChannelSizing.Fit(memory.Limit - memory.Reserved, BytesOfJob);
        Reserve(BytesOfJob(_sizing), CountChannels());
    }

    /// <summary>Prepares the channels of a job that also runs elsewhere.</summary>
    /// <param name="graph">The job.</param>
    /// <param name="memory">What the channels may take.</param>
    /// <param name="network">Leads to the other workers.</param>
    /// <param name="slotMemory">What a slot of a slot-sharing group has of the memory, in bytes.</param>
    public JobChannels(JobGraph graph, NetworkMemory memory, ChannelNetwork network, Func<string, long> slotMemory)
    {
        _graph = graph;
        _memory = memory;
        _network = network;

        // The ends of a channel may be in slots of two groups: what the smallest needs is for all.
        _sizing = graph.Vertices.Select(static vertex => vertex.SlotSharingGroup).Distinct(StringComparer.Ordinal)
            .Select(group => ChannelSizing.Fit(slotMemory(group), sizing => BytesOfSlot(group, sizing)))
            .MinBy(static sizing => (sizing.Batches, sizing.Capacity)) ?? ChannelSizing.Largest;
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

    /// <summary>Makes the ends of a task's channels; before it runs. Receivers are known to the network when this returns.</summary>
    /// <param name="execution">The attempt to run the task.</param>
    /// <param name="placement">Where its partners are; null when all are in this process and at the same attempt.</param>
    /// <exception cref="FlinkException">There is no memory for them, or records of an edge cannot be sent.</exception>
    public TaskChannels Open(ExecutionId execution, JobPlacement? placement = null)
    {
        var ends = new Ends(this);
        try
        {
            var inputs = new IReadOnlyList<Channel>?[_graph.Edges.Count];
            var outputs = new IReadOnlyList<ISender>?[_graph.Edges.Count];
            for (var edge = 0; edge < _graph.Edges.Count; edge++)
            {
                inputs[edge] = _graph.Edges[edge].Target == execution.Vertex ? OpenInputs(ends, edge, execution, placement) : null;
                outputs[edge] = _graph.Edges[edge].Source == execution.Vertex ? OpenOutputs(ends, edge, execution, placement) : null;
            }

            TaskChannels? channels = null;
            channels = new TaskChannels(inputs, outputs, () => Release(channels!, ends));
            lock (_gate)
            {
                _open.Add(channels);
            }

            return channels;
        }
        catch
        {
            ends.Release();
            throw;
        }
    }

    /// <summary>Closes what tasks have left open, and gives the memory back.</summary>
    public void Dispose()
    {
        TaskChannels[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        foreach (var channels in open)
        {
            channels.Dispose();
        }

        _memory.Release(Interlocked.Exchange(ref _reserved, 0));
    }

    private Channel[] OpenInputs(Ends ends, int edge, ExecutionId execution, JobPlacement? placement)
    {
        var plumbing = RecordPlumbing.For(_graph.Edges[edge].RecordType);
        var (first, end) = PatternOf(edge).SendersOf(execution.Subtask);
        var channels = new Channel[end - first];
        object? space = null;
        for (var sender = first; sender < end; sender++)
        {
            var (attempt, peer) = Find(placement, _graph.Edges[edge].Source, sender, execution);
            var id = new ChannelId(execution.Job, edge, sender, attempt, execution.Subtask, execution.Attempt);
            if (peer is null)
            {
                channels[sender - first] = ends.Share(id, plumbing);
                continue;
            }

            space ??= plumbing.CreateSpace(_sizing.CapacityOf(plumbing));
            var receiver = plumbing.CreateReceiver(id, _sizing.Batches, _network!.Pool, space);
            ends.Register(receiver);
            channels[sender - first] = receiver;
        }

        return channels;
    }

    private ISender[] OpenOutputs(Ends ends, int edge, ExecutionId execution, JobPlacement? placement)
    {
        var plumbing = RecordPlumbing.For(_graph.Edges[edge].RecordType);
        var (first, end) = PatternOf(edge).ReceiversOf(execution.Subtask);
        var channels = new ISender[end - first];
        for (var receiver = first; receiver < end; receiver++)
        {
            var (attempt, peer) = Find(placement, _graph.Edges[edge].Target, receiver, execution);
            var id = new ChannelId(execution.Job, edge, execution.Subtask, execution.Attempt, receiver, attempt);
            if (peer is null)
            {
                channels[receiver - first] = (ISender)ends.Share(id, plumbing);
                continue;
            }

            var sender = plumbing.CreateSender(id, peer, _sizing.CapacityOf(plumbing), _network!.Pool, _network.Compresses);
            ends.Open(sender);
            channels[receiver - first] = (ISender)sender;
        }

        return channels;
    }

    private (int Attempt, PeerAddress? Peer) Find(JobPlacement? placement, VertexId vertex, int subtask, ExecutionId execution)
    {
        if (placement is null)
        {
            return (execution.Attempt, null);
        }

        var partner = placement.Of(vertex, subtask);
        var worker = partner.TaskManager;
        if (_network is null || worker.Id.Value == _network.Address.Id)
        {
            return (partner.Attempt, null);
        }

        return (partner.Attempt, new PeerAddress(worker.Id.Value, worker.DataHost, worker.DataPort));
    }

    private void Release(TaskChannels channels, Ends ends)
    {
        lock (_gate)
        {
            _open.Remove(channels);
        }

        ends.Release();
    }

    private void Reserve(long bytes, int channels)
    {
        _memory.Reserve(bytes, _graph.Name, channels);
        Interlocked.Add(ref _reserved, bytes);
    }

    private void Unreserve(long bytes)
    {
        Interlocked.Add(ref _reserved, -bytes);
        _memory.Release(bytes);
    }

    private long BytesOfJob(ChannelSizing sizing)
    {
        var bytes = 0L;
        for (var edge = 0; edge < _graph.Edges.Count; edge++)
        {
            bytes += PatternOf(edge).Channels * sizing.LocalBytes(_graph.Edges[edge]);
        }

        return bytes;
    }

    private long BytesOfSlot(string group, ChannelSizing sizing)
    {
        var bytes = 0L;
        for (var edge = 0; edge < _graph.Edges.Count; edge++)
        {
            var pattern = PatternOf(edge);
            var ends = (IsIn(_graph.Edges[edge].Source) ? pattern.MostReceivers : 0) + (IsIn(_graph.Edges[edge].Target) ? pattern.MostSenders : 0);
            bytes += ends * sizing.RemoteBytes(_graph.Edges[edge]);
        }

        return bytes;

        bool IsIn(VertexId vertex) => _graph.Vertex(vertex).SlotSharingGroup == group;
    }

    private int CountChannels()
    {
        var count = 0L;
        for (var edge = 0; edge < _graph.Edges.Count; edge++)
        {
            count += PatternOf(edge).Channels;
        }

        return (int)count;
    }

    private ExchangePattern PatternOf(int edge)
    {
        var one = _graph.Edges[edge];
        return new ExchangePattern(one.Partitioner.IsPointwise, _graph.Vertex(one.Source).Parallelism, _graph.Vertex(one.Target).Parallelism);
    }

    // A channel within this process: made by whichever end comes first, forgotten when both have ended. A sender may have ended
    // before its receiver comes.
    private sealed class Shared(Channel channel)
    {
        public Channel Channel => channel;

        public int EndsClosed { get; set; }
    }

    /// <summary>What one task has opened.</summary>
    private sealed class Ends(JobChannels job)
    {
        private readonly List<ChannelId> _shared = [];
        private readonly List<RemoteSender> _senders = [];
        private readonly List<RemoteReceiver> _receivers = [];
        private long _bytes;

        public Channel Share(ChannelId id, RecordPlumbing plumbing)
        {
            if (job._network is not null)
            {
                // Half for each end: the channel's memory is given back when both are.
                Reserve(job._sizing.LocalBytes(job._graph.Edges[id.Edge]) / 2);
            }

            lock (job._gate)
            {
                if (!job._local.TryGetValue(id, out var shared))
                {
                    shared = new Shared(plumbing.CreateChannel(job._sizing.LocalBatches, job._sizing.CapacityOf(plumbing)));
                    job._local.Add(id, shared);
                }

                _shared.Add(id);
                return shared.Channel;
            }
        }

        public void Open(RemoteSender sender)
        {
            Reserve(job._sizing.RemoteBytes(job._graph.Edges[sender.Id.Edge]));
            _senders.Add(sender);
            job._network!.Open(sender);
        }

        public void Register(RemoteReceiver receiver)
        {
            Reserve(job._sizing.RemoteBytes(job._graph.Edges[receiver.Id.Edge]));
            _receivers.Add(receiver);
            job._network!.Inputs.Register(receiver);
        }

        public void Release()
        {
            lock (job._gate)
            {
                foreach (var id in _shared)
                {
                    if (++job._local[id].EndsClosed == 2)
                    {
                        job._local.Remove(id);
                    }
                }
            }

            foreach (var sender in _senders)
            {
                sender.Link.Close(sender);
            }

            foreach (var receiver in _receivers)
            {
                job._network!.Inputs.Unregister(receiver);
            }

            job.Unreserve(_bytes);
            _bytes = 0;
        }

        private void Reserve(long bytes)
        {
            job.Reserve(bytes, _shared.Count + _senders.Count + _receivers.Count + 1);
            _bytes += bytes;
        }
    }
}
