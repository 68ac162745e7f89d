using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>Jobs on workers that go, under masters that go, on real tasks.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-faults").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Job_goes_on_on_another_worker_when_one_is_killed()
    {
        var cluster = Cluster(workers: 1);
        cluster.Grant();
        var job = cluster.Submit(DispatcherCluster.Endless());
        Assert.Equal(["worker-0"], WorkersOf(cluster, job));

        cluster.StartWorker("spare");
        cluster.KillWorker("worker-0");
        cluster.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(JobStatus.Running, cluster.StatusOf(job));
        Assert.Equal(["spare"], WorkersOf(cluster, job));
        var failure = Assert.Single(Find(cluster, job).Failures);
        Assert.Contains("TaskManager worker-0 (host) was lost", failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_that_is_cancelled_under_a_lost_master_works_for_the_next_one()
    {
        var cluster = Cluster(workers: 1);
        cluster.Grant();
        var job = cluster.Submit(DispatcherCluster.Endless());
        cluster.Revoke();
        cluster.OtherLeads();
        cluster.Pass(TimeSpan.FromSeconds(3));

        cluster.Grant();
        cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(JobStatus.Running, cluster.StatusOf(job));
        var attempts = Find(cluster, job).Vertices.SelectMany(static vertex => vertex.Subtasks).Select(static subtask => subtask.Current).ToList();
        Assert.All(attempts, static attempt => Assert.Equal(ExecutionState.Running, attempt.State));
        Assert.All(attempts, static attempt => Assert.Equal(30_000, attempt.Attempt));
    }

    [Fact]
    public void Next_leader_goes_on_from_the_last_checkpoint_of_the_one_before()
    {
        var cluster = Cluster(workers: 2, FlinkConfiguration.Empty
            .With(CheckpointingOptions.Interval, TimeSpan.FromMilliseconds(500))
            .With(CheckpointingOptions.Directory, new Uri(_folder).AbsoluteUri));
        cluster.Grant();
        var submission = DispatcherCluster.Paced(3_000, perSecond: 500);
        var job = cluster.Submit(submission);
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Contains($"checkpoints.{job}", cluster.Records.Values.Keys);

        cluster.Revoke();
        cluster.OtherLeads();
        cluster.Grant();
        cluster.Pass(TimeSpan.FromSeconds(10));

        var result = cluster.OutcomeOf(job)!.Result!;
        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.InRange(result.RecordsRead, 1, 2_999);
        Assert.Empty(cluster.Records.Values);
    }

    private static DispatcherCluster Cluster(int workers, FlinkConfiguration? configuration = null) => new(
        workers: workers,
        configuration: (configuration ?? FlinkConfiguration.Empty)
            .With(RestartStrategyOptions.Type, "fixed-delay")
            .With(RestartStrategyOptions.FixedDelayAttempts, 5)
            .With(RestartStrategyOptions.FixedDelayDelay, TimeSpan.FromMilliseconds(100)));

    private static JobDetails Find(DispatcherCluster cluster, Core.Graph.JobId job) =>
        cluster.Get(cluster.Jobs.FindJobAsync(job, CancellationToken.None))!;

    private static IEnumerable<string> WorkersOf(DispatcherCluster cluster, Core.Graph.JobId job) =>
        Find(cluster, job).Vertices.SelectMany(static vertex => vertex.Subtasks).Select(static subtask => subtask.Current.TaskManagerId!).Distinct();
}
