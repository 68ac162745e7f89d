using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Metrics;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Metrics;

public class MetricReaderTests
{
    [Fact]
    public void Metrics_of_tasks_and_operators_are_told_apart_by_their_scopes()
    {
        var cluster = new SteppedCluster();
        using var metrics = new TaskMetrics(cluster.TaskManager);
        using var reader = new MetricReader();
        var job = Numbers();
        cluster.Submit(job);
        RunUntilRead(cluster);

        var samples = Own(reader, job);

        var task = Assert.Single(samples, one => one.Name == "numRecordsIn" && one.Scope.Vertex == job.Vertices[1].Id);
        Assert.Equal(new MetricScope(job.Id, job.Vertices[1].Id, 0, 0, null), task.Scope);
        Assert.True(task.Value > 0);
        Assert.Contains(samples, one => one.Name == "numRecordsOut" && one.Scope.Operator == "SourceOperatorFactory");
        Assert.Contains(samples, one => one.Name == "currentInputWatermark" && one.Scope.Vertex == job.Vertices[1].Id);
        Assert.DoesNotContain(samples, one => one.Name == "currentInputWatermark" && one.Scope.Vertex == job.Vertices[0].Id);
    }

    [Fact]
    public void Rates_are_those_since_the_last_look_a_second_ago()
    {
        var cluster = new SteppedCluster();
        using var metrics = new TaskMetrics(cluster.TaskManager);
        using var reader = new MetricReader();
        var job = Numbers();
        cluster.Submit(job);
        RunUntilRead(cluster);
        Own(reader, job);

        // Nothing runs meanwhile: what waits, waits all the time.
        cluster.Clock.Advance(TimeSpan.FromSeconds(4));
        var rates = Own(reader, job).Where(one => one.Scope.Vertex == job.Vertices[1].Id && one.Scope.Operator is null).ToDictionary(static one => one.Name, static one => one.Value);

        Assert.Equal(1000, rates["busyTimeMsPerSecond"] + rates["idleTimeMsPerSecond"] + rates["backPressuredTimeMsPerSecond"], 1.0);
        Assert.Equal(0, rates["numRecordsInPerSecond"]);
    }

    [Fact]
    public void Process_is_measured_under_Flinks_names()
    {
        using var process = new ProcessMetrics(MetricScopes.TaskManager, TimeProvider.System);
        using var reader = new MetricReader();

        var own = reader.Read().Where(static one => one.Scope == MetricScope.Process).ToLookup(static one => one.Name, static one => one.Value);

        foreach (var name in (string[])["Status.JVM.Memory.Heap.Used", "Status.JVM.Memory.Heap.Max", "Status.JVM.CPU.Time", "Status.JVM.Threads.Count"])
        {
            Assert.All(own[name], static value => Assert.True(value > 0));
            Assert.NotEmpty(own[name]);
        }
    }

    [Theory]
    [InlineData(MetricScopes.Task, "numRecordsIn", "flink_taskmanager_job_task_numRecordsIn")]
    [InlineData(MetricScopes.Task, "operator.numRecordsOut", "flink_taskmanager_job_task_operator_numRecordsOut")]
    [InlineData(MetricScopes.JobManager, "Status.JVM.CPU.Load", "flink_jobmanager_Status_JVM_CPU_Load")]
    [InlineData(null, "http.server.request.duration", "http.server.request.duration")]
    public void Exported_names_have_Flinks_scopes_in_front(string? scope, string name, string exported) =>
        Assert.Equal(exported, MetricScopes.ExportedName(scope, name));

    private static List<MetricSample> Own(MetricReader reader, JobGraph job) => [.. reader.Read().Where(one => one.Scope.Job == job.Id)];

    private static void RunUntilRead(SteppedCluster cluster)
    {
        while (cluster.Tasks.Count(task => task.RecordsIn > 0) < 2)
        {
            Assert.True(cluster.Scheduler.Step());
            cluster.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }
    }

    private static JobGraph Numbers()
    {
        var job = new TestJob();
        var source = job.Vertex(1, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, 100_000)));
        job.Edge<long>(source, job.Vertex(1, new Collected<long>()), RebalancePartitioner.Instance);
        return job.Build();
    }
}
