using Flink.Core.Graph;
using Flink.Runtime.Network;

namespace Flink.Runtime.JobManager.Regions;

/// <summary>The parts of a job that run and fail together: its subtasks, as they hang together by pipelined exchanges (Flink's SchedulingPipelinedRegion).</summary>
/// <remarks>Computed once, in time linear in subtasks and pointwise channels: an all-to-all exchange is one region whatever it connects.</remarks>
internal sealed class PipelinedRegions
{
    private readonly int[] _regionOf;

    /// <summary>Finds the regions.</summary>
    public PipelinedRegions(ExecutionGraph graph)
    {
        var sets = new DisjointSets(graph.Subtasks.Count);
        foreach (var edge in graph.Job.Edges)
        {
            if (edge.Mode == ExchangeMode.Pipelined)
            {
                Join(sets, edge, graph);
            }
        }

        _regionOf = new int[graph.Subtasks.Count];
        var numbers = new Dictionary<int, int>();
        var regions = new List<List<Subtask>>();
        foreach (var subtask in graph.Subtasks)
        {
            var root = sets.Find(subtask.Number);
            if (!numbers.TryGetValue(root, out var region))
            {
                numbers.Add(root, region = regions.Count);
                regions.Add([]);
            }

            _regionOf[subtask.Number] = region;
            regions[region].Add(subtask);
        }

        All = regions;
    }

    /// <summary>Every region; its subtasks in topological order.</summary>
    public IReadOnlyList<IReadOnlyList<Subtask>> All { get; }

    /// <summary>The region of a subtask, as an index into <see cref="All"/>.</summary>
    public int Of(Subtask subtask) => _regionOf[subtask.Number];

    private static void Join(DisjointSets sets, JobEdge edge, ExecutionGraph graph)
    {
        var (senders, receivers) = (graph.Of(edge.Source), graph.Of(edge.Target));
        var pattern = new ExchangePattern(edge.Partitioner.IsPointwise, senders.Count, receivers.Count);
        if (!pattern.IsPointwise)
        {
            foreach (var subtask in senders.Concat(receivers))
            {
                sets.Join(senders[0].Number, subtask.Number);
            }

            return;
        }

        foreach (var sender in senders)
        {
            var (first, end) = pattern.ReceiversOf(sender.Index);
            for (var receiver = first; receiver < end; receiver++)
            {
                sets.Join(sender.Number, receivers[receiver].Number);
            }
        }
    }
}
