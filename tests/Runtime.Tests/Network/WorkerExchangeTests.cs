using CsCheck;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Network;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Network;

public class WorkerExchangeTests
{
    private const int Count = 20_000;

    public static TheoryData<string, int, int> Exchanges => new()
    {
        { "rebalance", 2, 2 }, { "rebalance", 1, 4 }, { "rebalance", 4, 1 }, { "shuffle", 2, 3 },
        { "rescale", 2, 4 }, { "rescale", 4, 2 }, { "global", 2, 2 }, { "forward", 3, 3 },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Every_record_arrives_once(string exchange, int senders, int receivers)
    {
        Partitioner partitioner = exchange switch
        {
            "rebalance" => RebalancePartitioner.Instance,
            "shuffle" => ShufflePartitioner.Instance,
            "rescale" => RescalePartitioner.Instance,
            "global" => GlobalPartitioner.Instance,
            _ => ForwardPartitioner.Instance,
        };
        var workers = new SteppedWorkers();
        var sink = new Collected<long>();
        var result = workers.RunToEnd(Job(sink, senders, receivers, partitioner));
        Assert.Null(result.Failure);
        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal(Numbers, sink.Values.Order());
    }

    [Fact]
    public void Broadcast_reaches_receivers_in_every_worker()
    {
        var sink = new Collected<long>();
        new SteppedWorkers().RunToEnd(Job(sink, 1, 4, BroadcastPartitioner.Instance));
        for (var subtask = 0; subtask < 4; subtask++)
        {
            Assert.Equal(Numbers, sink.Records.Where(pair => pair.Subtask == subtask).Select(pair => pair.Record).Order());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_arrives_as_it_was_compressed_or_not(bool compresses)
    {
        var workers = new SteppedWorkers(new NetworkSettings { Compresses = compresses });
        var job = new TestJob();
        var sink = new Collected<Line>();
        var source = job.Vertex(2, Source(Count), new LineOf());
        job.Edge<Line>(source, job.Vertex(3, sink), RebalancePartitioner.Instance);
        Assert.Equal(JobStatus.Finished, workers.RunToEnd(job.Build()).Status);
        Assert.Equal(Numbers.Select(LineOf.Of).Order(), sink.Values.Order());
    }

    [Fact]
    public void Records_of_one_channel_keep_their_order()
    {
        var sink = new Collected<long>();
        new SteppedWorkers().RunToEnd(Job(sink, 1, 2, RebalancePartitioner.Instance));
        foreach (var share in sink.Records.GroupBy(pair => pair.Subtask))
        {
            Assert.Equal(share.Select(pair => pair.Record).Order(), share.Select(pair => pair.Record));
        }
    }

    [Fact]
    public void Memory_of_a_few_batches_is_enough_and_comes_back()
    {
        var limits = new TaskManagerSettings { NetworkMemory = 64 << 10 };
        var workers = new SteppedWorkers(limits: limits);
        var sink = new Collected<long>();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(JobStatus.Finished, workers.RunToEnd(Job(sink, 2, 2, RebalancePartitioner.Instance)).Status);
        }

        Assert.Equal(3 * Count, sink.Records.Count);
        Assert.All(workers.TaskManagers, taskManager => Assert.Equal(0, taskManager.NetworkMemory.Reserved));
        Assert.All(workers.Networks, network => Assert.Equal(0, network.Inputs.ReceiverCount));
    }

    [Fact]
    public void A_job_that_does_not_fit_says_which_option_to_raise()
    {
        var workers = new SteppedWorkers(limits: new TaskManagerSettings { NetworkMemory = 1000 });
        var result = workers.RunToEnd(Job(new Collected<long>(), 2, 2, RebalancePartitioner.Instance));
        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.Contains(TaskManagerMemoryOptions.NetworkMax.Key, result.Failure!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_fails_the_job_and_names_the_worker()
    {
        var workers = new SteppedWorkers();
        var master = workers.Submit(Job(new Collected<long>(), 2, 2, RebalancePartitioner.Instance, records: 10_000_000));
        workers.Scheduler.RunUntilIdle(3_000);
        workers.Wires.Cut("one", "two");
        workers.Scheduler.RunUntilIdle(100_000);
        Assert.True(master.Result.IsCompleted);
        var result = await master.Result;
        Assert.Equal(JobStatus.Failed, result.Status);
        var lost = Assert.IsType<ConnectionLostException>(Root(result.Failure!));
        Assert.Contains(lost.Peer.Id, new[] { "one", "two" });
        Assert.Contains("worker", lost.Message, StringComparison.Ordinal);
        Assert.True(lost.IsRetryable);
        Assert.All(workers.TaskManagers, taskManager => Assert.Equal(0, taskManager.NetworkMemory.Reserved));
    }

    [Fact]
    public void After_a_broken_connection_a_restart_makes_a_new_one() => Gen.Int[500, 8_000].Sample(
        steps =>
        {
            var workers = new SteppedWorkers();
            var sink = new Collected<long>();
            var master = workers.Submit(
                Job(sink, 2, 2, RebalancePartitioner.Instance, records: 200_000),
                new JobMasterSettings { Restart = new FixedDelayRestart(5, TimeSpan.FromSeconds(1)) });
            workers.Scheduler.RunUntilIdle(steps);
            workers.Wires.Cut("one", "two");
            for (var i = 0; i < 10 && !master.Result.IsCompleted; i++)
            {
                workers.Scheduler.RunUntilIdle();
                workers.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            return master.Result.IsCompleted && master.Result.Result.Status == JobStatus.Finished
                && sink.Values.Distinct().Count() == 200_000;
        },
        iter: 10);

    private static IEnumerable<long> Numbers => Enumerable.Range(0, Count).Select(i => (long)i);

    private static Exception Root(Exception failure)
    {
        while (failure is not ConnectionLostException && failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure;
    }

    private static SourceOperatorFactory<long, RangeSplit> Source(int records) => new(new SequenceSource(0, records - 1));

    private static Core.Graph.JobGraph Job(OperatorFactory sink, int senders, int receivers, Partitioner partitioner, int records = Count)
    {
        var job = new TestJob();
        job.Edge<long>(job.Vertex(senders, Source(records)), job.Vertex(receivers, sink), partitioner);
        return job.Build();
    }

    internal readonly record struct Line(long Number, string Text, Utf8String Utf8) : IComparable<Line>
    {
        public int CompareTo(Line other) => Number.CompareTo(other.Number);
    }

    private sealed class LineOf : OperatorFactory
    {
        public override IReadOnlyList<Type> InputTypes => [typeof(long)];

        public override Type? OutputType => typeof(Line);

        public static Line Of(long number) => new(number, $"text {number}", Utf8String.From(new string('é', (int)(number % 50))));

        public override Operator Create() => new Mapper();

        private sealed class Mapper : OneInputOperator<long, Line>
        {
            public override void Process(Batch<long> batch)
            {
                var lines = new Batch<Line>(Math.Max(batch.Count, 1));
                for (var i = 0; i < batch.Count; i++)
                {
                    lines.Add(Of(batch.Records[i]), batch.Timestamps[i]);
                }

                Output.Process(lines);
            }
        }
    }
}
