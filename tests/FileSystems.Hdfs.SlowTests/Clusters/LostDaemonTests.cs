using Flink.Cluster.SlowTests.Harness;
using Flink.FileSystems.Hdfs.SlowTests.Harness;

namespace Flink.FileSystems.Hdfs.SlowTests.Clusters;

/// <summary>Daemons of HDFS that are killed under a job whose checkpoints and results are there.</summary>
public sealed class LostDaemonTests : HdfsClusterTest
{
    [Fact]
    public async Task Job_and_its_leader_outlast_a_NameNode_that_is_started_anew()
    {
        Hadoop.RequireScripts();
        var cluster = Configure();
        cluster.EnableHighAvailability();
        var jobManager = cluster.StartJobManager();
        var workers = cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        await Hadoop.KillAsync("nn");
        await Hadoop.StartAsync("nn");

        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        Assert.False(jobManager.HasExited, jobManager.Tail);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
    }

    [Fact]
    public async Task Job_goes_on_with_its_checkpoints_when_the_DataNode_comes_back()
    {
        Hadoop.RequireScripts();
        var (cluster, _, _) = await StartAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        await Hadoop.KillAsync("dn");
        await Hadoop.StartAsync("dn");

        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }
}
