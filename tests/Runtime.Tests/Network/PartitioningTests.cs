using Flink.Core.Execution;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Network;

public class PartitioningTests
{
    private const int Count = 10_000;

    [Fact]
    public void Forward_keeps_records_in_the_subtask_they_are_in()
    {
        var sink = Run(ForwardPartitioner.Instance, senders: 3, receivers: 3);
        Assert.Equal(Numbers, sink.Values.Order());
        Assert.Equal(3, sink.Records.Select(pair => pair.Subtask).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    public void Rebalance_deals_records_out_one_by_one(int senders, int receivers)
    {
        var sink = Run(RebalancePartitioner.Instance, senders, receivers);
        Assert.Equal(Numbers, sink.Values.Order());
        foreach (var share in sink.Records.CountBy(pair => pair.Subtask))
        {
            Assert.InRange(share.Value, (Count / receivers) - senders, (Count / receivers) + senders);
        }
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    [InlineData(3, 5)]
    public void Rescale_loses_and_repeats_nothing(int senders, int receivers)
    {
        var sink = Run(RescalePartitioner.Instance, senders, receivers);
        Assert.Equal(Numbers, sink.Values.Order());
        Assert.Equal(receivers, sink.Records.Select(pair => pair.Subtask).Distinct().Count());
    }

    [Fact]
    public void Global_sends_everything_to_the_first_subtask()
    {
        var sink = Run(GlobalPartitioner.Instance, senders: 2, receivers: 3);
        Assert.Equal(Numbers, sink.Values.Order());
        Assert.All(sink.Records, pair => Assert.Equal(0, pair.Subtask));
    }

    [Fact]
    public void Broadcast_gives_every_subtask_everything()
    {
        var sink = Run(BroadcastPartitioner.Instance, senders: 2, receivers: 3);
        for (var subtask = 0; subtask < 3; subtask++)
        {
            Assert.Equal(Numbers, sink.Records.Where(pair => pair.Subtask == subtask).Select(pair => pair.Record).Order());
        }
    }

    [Fact]
    public void Shuffle_spreads_records_and_repeats_itself()
    {
        var one = Run(ShufflePartitioner.Instance, senders: 1, receivers: 4);
        var other = Run(ShufflePartitioner.Instance, senders: 1, receivers: 4);
        Assert.Equal(Numbers, one.Values.Order());
        Assert.All(one.Records.CountBy(pair => pair.Subtask), share => Assert.InRange(share.Value, Count / 5, Count / 3));
        Assert.Equal(one.Records.Order(), other.Records.Order());
    }

    private static IEnumerable<long> Numbers => Enumerable.Range(0, Count).Select(i => (long)i);

    private static Collected<long> Run(Partitioner partitioner, int senders, int receivers)
    {
        var job = new TestJob();
        var sink = new Collected<long>();
        var source = job.Vertex(senders, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(0, Count - 1)));
        job.Edge<long>(source, job.Vertex(receivers, sink), partitioner);
        var result = new SteppedCluster().RunToEnd(job.Build());
        Assert.Null(result.Failure);
        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal(Count, result.RecordsRead);
        return sink;
    }
}
