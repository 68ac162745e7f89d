using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Regions;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.JobManager;

public class PipelinedRegionsTests
{
    [Fact]
    public void Subtasks_joined_one_by_one_are_regions_of_their_own()
    {
        var regions = RegionsOf(4, 4, ForwardPartitioner.Instance);

        Assert.Equal(["0.0 1.0", "0.1 1.1", "0.2 1.2", "0.3 1.3"], regions);
    }

    [Fact]
    public void Narrow_side_of_a_pointwise_exchange_holds_together_what_it_meets()
    {
        Assert.Equal(["0.0 0.1 1.0", "0.2 0.3 1.1"], RegionsOf(4, 2, RescalePartitioner.Instance));
        Assert.Equal(["0.0 1.0 1.1 1.2", "0.1 1.3 1.4"], RegionsOf(2, 5, RescalePartitioner.Instance));
    }

    [Fact]
    public void Exchange_of_all_with_all_is_one_region()
    {
        Assert.Equal(["0.0 0.1 1.0 1.1 1.2"], RegionsOf(2, 3, RebalancePartitioner.Instance));
    }

    [Fact]
    public void Partners_of_a_pointwise_exchange_share_a_slot_and_narrow_vertices_spread()
    {
        var graph = Graph(4, 2, RescalePartitioner.Instance);
        SlotSharing.Assign(graph);
        var slots = graph.Subtasks.Select(static subtask => subtask.SharedSlot).Distinct().ToList();

        Assert.Equal(4, slots.Count);
        Assert.Equal([0, 1, 2, 3, 0, 2], graph.Subtasks.Select(subtask => slots.IndexOf(subtask.SharedSlot)));
    }

    private static List<string> RegionsOf(int senders, int receivers, Partitioner partitioner)
    {
        var graph = Graph(senders, receivers, partitioner);
        var vertices = graph.Job.Vertices.ToList();
        return [.. new PipelinedRegions(graph).All.Select(region =>
            string.Join(' ', region.Select(subtask => $"{vertices.IndexOf(subtask.Vertex)}.{subtask.Index}")))];
    }

    private static ExecutionGraph Graph(int senders, int receivers, Partitioner partitioner)
    {
        var job = new TestJob();
        var source = job.Vertex(senders, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, 10)));
        job.Edge<long>(source, job.Vertex(receivers, new Collected<long>()), partitioner);
        return new ExecutionGraph(job.Build(), TimeProvider.System);
    }
}
