using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Metrics;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Latency;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Metrics;

public class LatencyMetricsTests
{
    private static readonly string[] _statistics =
        ["_count", "_max", "_mean", "_median", "_min", "_p75", "_p90", "_p95", "_p98", "_p99", "_p999", "_stddev"];

    [Theory]
    [InlineData(LatencyGranularity.Single, "latency.operator_id.{1}.operator_subtask_index.{2}.latency")]
    [InlineData(LatencyGranularity.Operator, "latency.source_id.{0}.operator_id.{1}.operator_subtask_index.{2}.latency")]
    [InlineData(LatencyGranularity.Subtask, "latency.source_id.{0}.source_subtask_index.{3}.operator_id.{1}.operator_subtask_index.{2}.latency")]
    public void Latencies_of_each_operator_are_a_histogram_with_Flinks_names(LatencyGranularity granularity, string name)
    {
        var cluster = new SteppedCluster(new TaskManagerSettings { Latency = new LatencySettings { Interval = TimeSpan.FromMilliseconds(10), Granularity = granularity } });
        var job = Paced(senders: 2, receivers: 2);

        var samples = Measure(cluster, job);

        var (source, sink) = (job.Vertices[0].Operators[0].Id, job.Vertices[1].Operators[0].Id);
        var expected =
            from sender in Enumerable.Range(0, granularity == LatencyGranularity.Subtask ? 2 : 1)
            from receiver in Enumerable.Range(0, 2)
            from statistic in _statistics
            select string.Format(null, name, source, sink, receiver, sender) + statistic;
        Assert.Equal(expected.Order(StringComparer.Ordinal), samples.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Marker_reaches_one_receiver_of_each_exchange()
    {
        var cluster = new SteppedCluster(new TaskManagerSettings { Latency = new LatencySettings { Interval = TimeSpan.FromMilliseconds(10) } });

        var samples = Measure(cluster, Paced(senders: 1, receivers: 3), markers: 30);

        Assert.Equal([10, 10, 10], samples.Where(static one => one.Key.EndsWith("_count", StringComparison.Ordinal)).Select(static one => one.Value));
    }

    [Fact]
    public void Job_says_whether_latencies_are_measured_whatever_the_TaskManager_does_by_itself()
    {
        var always = new TaskManagerSettings { Latency = new LatencySettings { Interval = TimeSpan.FromMilliseconds(10) } };

        Assert.Empty(Measure(new SteppedCluster(always), Paced(1, 1, TimeSpan.Zero)));
        Assert.Empty(Measure(new SteppedCluster(), Paced(1, 1)));
        Assert.NotEmpty(Measure(new SteppedCluster(), Paced(1, 1, TimeSpan.FromMilliseconds(10))));
    }

    [Fact]
    public void Job_takes_its_interval_with_it()
    {
        var job = Paced(1, 1, TimeSpan.FromMilliseconds(10));

        var arrived = JobGraphSerializer.Read(JobGraphSerializer.Write(job).Bytes, Flink.Core.Closures.TypeResolver.In(System.Runtime.Loader.AssemblyLoadContext.Default));

        Assert.Equal(TimeSpan.FromMilliseconds(10), arrived.LatencyInterval);
    }

    [Fact]
    public void Histogram_forgets_the_oldest_and_computes_as_Flinks()
    {
        var histogram = new LatencyHistogram(4);
        foreach (var latency in (long[])[1000, 40, 10, 30, 20])
        {
            histogram.Add(latency);
        }

        var figures = histogram.Read();

        Assert.Equal((5, 10, 40, 25), (figures.Count, figures.Min, figures.Max, figures.Mean));
        Assert.Equal(25, figures.Quantile(0.5));
        Assert.Equal(37.5, figures.Quantile(0.75));
        Assert.Equal(40, figures.Quantile(0.99));
        Assert.Equal(12.91, figures.StandardDeviation, 2);
    }

    private static Dictionary<string, double> Measure(SteppedCluster cluster, JobGraph job, int markers = 20)
    {
        using var metrics = new TaskMetrics(cluster.TaskManager);
        using var reader = new MetricReader();
        cluster.Submit(job);
        cluster.RunUntil(() => cluster.Tasks.Count > 0 && cluster.Tasks.All(static task => task.Operators.Count > 0), TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < markers; i++)
        {
            // One is sent when the source starts, and one after each interval.
            cluster.Scheduler.RunUntilIdle();
            cluster.Clock.Advance(TimeSpan.FromMilliseconds(i == markers - 1 ? 1 : 10));
        }

        cluster.Scheduler.RunUntilIdle();
        return reader.Read().Where(one => one.Scope == MetricScope.OfJob(job.Id)).ToDictionary(static one => one.Name, static one => one.Value);
    }

    private static JobGraph Paced(int senders, int receivers, TimeSpan? interval = null)
    {
        var job = new TestJob();
        var source = job.Vertex(senders, new SourceOperatorFactory<long, RangeSplit>(
            new GeneratorSource<long>(static number => number, new GeneratorOptions<long> { Count = 1_000_000, RecordsPerSecond = 100 })));
        job.Edge<long>(source, job.Vertex(receivers, new Collected<long>()), RebalancePartitioner.Instance);
        var built = job.Build();
        return new JobGraph { Id = built.Id, Name = built.Name, Vertices = built.Vertices, Edges = built.Edges, LatencyInterval = interval };
    }
}
