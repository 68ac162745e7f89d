using Flink.Core.Execution;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>What people read as the cause when a worker dies.</summary>
public sealed class LostWorkerTests
{
    private const string Cause = "exit code 137: the kernel ended it because memory ran out";

    [Fact]
    public void What_became_of_a_worker_is_the_cause_even_if_the_other_ends_of_its_exchanges_tell_first()
    {
        var cluster = OneSlotEach();
        var job = cluster.Submit(DispatcherCluster.Endless());

        cluster.CutOff("b");
        Assert.Equal(JobStatus.Running, cluster.StatusOf(job));
        cluster.SayGone("b", Cause);
        cluster.Pass(TimeSpan.FromSeconds(15));

        Assert.Equal(JobStatus.Failed, cluster.StatusOf(job));
        Assert.Contains(Cause, FirstFailure(cluster, job), StringComparison.Ordinal);
    }

    [Fact]
    public void Exchange_that_is_cut_while_both_workers_live_fails_the_job_a_moment_later()
    {
        var cluster = OneSlotEach();
        var job = cluster.Submit(DispatcherCluster.Endless());

        cluster.CutOff("b");
        cluster.Pass(TimeSpan.FromSeconds(15));

        Assert.Equal(JobStatus.Failed, cluster.StatusOf(job));
        Assert.Contains("was cut", FirstFailure(cluster, job), StringComparison.Ordinal);
    }

    private static DispatcherCluster OneSlotEach()
    {
        var cluster = new DispatcherCluster(workers: 0);
        cluster.StartWorker("a", slots: 1);
        cluster.StartWorker("b", slots: 1);
        cluster.Grant();
        return cluster;
    }

    private static string FirstFailure(DispatcherCluster cluster, Core.Graph.JobId job) =>
        cluster.Get(cluster.Jobs.FindJobAsync(job, CancellationToken.None))!.Failures[0].StackTrace;
}
