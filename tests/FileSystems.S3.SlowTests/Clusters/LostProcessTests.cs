using Flink.Cluster.SlowTests.Harness;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests.Clusters;

/// <summary>Processes that are killed under a job whose checkpoints and results are on the service.</summary>
public sealed class LostProcessTests : S3ClusterTest
{
    [Fact]
    public async Task Job_goes_on_exactly_from_its_checkpoint_when_TaskManagers_are_killed()
    {
        var (cluster, jobManager, workers) = await StartAsync(3, "execution.checkpointing.data-inline-threshold: 0 b");
        var job = await CountingJob.RunAsync(cluster, 2);
        await LostProcesses.KillTaskManagersAsync(cluster, job, workers);
        await job.EndsExactlyAsync();
        foreach (var process in (FlinkProcess[])[jobManager, .. workers, job.Client])
        {
            Assert.DoesNotContain(S3Service.SecretKey, process.Logged + process.Printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Standby_JobManager_finds_job_program_and_checkpoint_on_the_service()
    {
        var cluster = Configure($"jobmanager.archive.fs.dir: {Storage.Folder.Child("archive")}");
        var (job, _, _) = await LostProcesses.KillLeaderAsync(cluster);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        await Waiting.UntilAsync(() => Storage.Files.Exists(Storage.Folder.Child($"archive/{job.Id}")), cluster.Tails);
    }
}
