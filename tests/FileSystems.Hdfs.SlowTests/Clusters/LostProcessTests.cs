using Flink.Cluster.SlowTests.Harness;

namespace Flink.FileSystems.Hdfs.SlowTests.Clusters;

/// <summary>Processes that are killed under a job whose checkpoints and results are on HDFS.</summary>
public sealed class LostProcessTests : HdfsClusterTest
{
    [Fact]
    public async Task Job_goes_on_exactly_from_its_checkpoint_when_a_TaskManager_is_killed()
    {
        var (cluster, _, workers) = await StartAsync(3);
        var job = await CountingJob.RunAsync(cluster, 2);
        await LostProcesses.KillTaskManagersAsync(cluster, job, workers);
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Standby_JobManager_finds_job_program_and_checkpoint_on_HDFS()
    {
        var (job, _, _) = await LostProcesses.KillLeaderAsync(Configure());
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }
}
