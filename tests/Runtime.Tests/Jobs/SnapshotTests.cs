using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.State;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Jobs;

public class SnapshotTests
{
    private const long Last = 300_000;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    public void Every_record_counts_once_after_a_restore_with_another_parallelism(int before, int after)
    {
        for (var steps = 0; steps <= 120; steps += 40)
        {
            var snapshot = RunUntilSnapshot(before, steps);
            var (job, sink) = Sum(after);
            var result = new SteppedCluster().RunToEnd(job, snapshot);

            Assert.Null(result.Failure);
            Assert.Equal(Last * (Last + 1) / 2, sink.Values.Sum());
        }
    }

    [Fact]
    public async Task Snapshot_of_a_job_whose_tasks_have_ended_is_refused()
    {
        var cluster = new SteppedCluster();
        var master = cluster.Submit(Sum(1).Job);
        cluster.Scheduler.RunUntilIdle();

        var refusal = await Assert.ThrowsAsync<Core.FlinkException>(() => master.SnapshotAsync());
        Assert.Contains("has ended", refusal.Message, StringComparison.Ordinal);
    }

    private static JobSnapshot RunUntilSnapshot(int parallelism, int steps)
    {
        var cluster = new SteppedCluster();
        var master = cluster.Submit(Sum(parallelism).Job);
        while (cluster.Tasks.Count(task => task.RecordsIn > 0) < 2 * parallelism)
        {
            Assert.True(cluster.Scheduler.Step());
        }

        cluster.Scheduler.RunUntilIdle(steps);
        var snapshot = master.SnapshotAsync();
        while (!snapshot.IsCompleted && cluster.Scheduler.Step())
        {
        }

        _ = master.CancelAsync();
        cluster.Scheduler.RunUntilIdle();
        return snapshot.GetAwaiter().GetResult();
    }

    private static (Core.Graph.JobGraph Job, Collected<long> Sink) Sum(int parallelism)
    {
        var job = new TestJob();
        var sink = new Collected<long>();
        var source = job.Vertex(parallelism, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, Last)));
        var sums = job.Vertex(parallelism, new SumFactory());
        job.Edge<long>(source, sums, RebalancePartitioner.Instance);
        job.Edge<long>(sums, job.Vertex(1, sink), RebalancePartitioner.Instance);
        return (job.Build(), sink);
    }

    private sealed class SumFactory : OperatorFactory
    {
        public override IReadOnlyList<Type> InputTypes => [typeof(long)];

        public override Type OutputType => typeof(long);

        public override Operator Create() => new SumAtEnd();
    }

    /// <summary>Emits the sum of what it read when its input ends; the sum so far is its state.</summary>
    private sealed class SumAtEnd : OneInputOperator<long, long>
    {
        private long _sum;

        public override void Process(Batch<long> batch)
        {
            foreach (var record in batch.Records)
            {
                _sum += record;
            }
        }

        public override void Snapshot(StateWriter state)
        {
            var bytes = state.BeginOperatorEntry("sum");
            BitConverter.TryWriteBytes(bytes.GetSpan(sizeof(long)), _sum);
            bytes.Advance(sizeof(long));
        }

        public override void Restore(StateReader state)
        {
            foreach (var entry in state.OperatorEntries("sum"))
            {
                _sum += BitConverter.ToInt64(entry.Span);
            }
        }

        public override void Finish()
        {
            var batch = new Batch<long>(1);
            batch.Add(_sum, Timestamp.None);
            Output.Process(batch);
        }
    }
}
