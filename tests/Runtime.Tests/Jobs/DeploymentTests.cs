using Flink.Core.Execution;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.TaskManager;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Jobs;

public class DeploymentTests
{
    [Fact]
    public void Task_that_cannot_be_made_fails_the_job_although_others_run()
    {
        var job = new TestJob();
        var source = job.Vertex(2, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, 10)));
        job.Edge<long>(source, job.Vertex(2, new Collected<long>()), new TextPartitioner());

        var result = new SteppedCluster().RunToEnd(job.Build());

        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.Equal(
            $"The partitioner TEXT of type {typeof(TextPartitioner)} does not fit records of type System.Int64.", result.Failure!.Message);
    }

    [Fact]
    public void Job_that_needs_more_network_memory_than_there_is_fails_and_leaves_none_reserved()
    {
        var cluster = new SteppedCluster(new TaskManagerSettings { NetworkMemory = 20_000 });

        var result = cluster.RunToEnd(Job(8));

        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.Equal(
            "Insufficient network memory for job 'test': its 64 channels need at least 32768 bytes, 20000 of 20000 are free. "
            + "Raise taskmanager.memory.network.max and taskmanager.memory.network.min, or lower the parallelism.",
            result.Failure!.Message);
        Assert.Equal(JobStatus.Finished, cluster.RunToEnd(Job(2)).Status);
    }

    private static Core.Graph.JobGraph Job(int parallelism)
    {
        var job = new TestJob();
        var source = job.Vertex(parallelism, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, 10)));
        job.Edge<long>(source, job.Vertex(parallelism, new Collected<long>()), RebalancePartitioner.Instance);
        return job.Build();
    }

    private sealed class TextPartitioner : RecordPartitioner<string>
    {
        public override string Name => "TEXT";

        public override void Select(ReadOnlySpan<string> records, Span<int> receivers, int numberOfReceivers, int maxParallelism) =>
            receivers.Clear();
    }
}
