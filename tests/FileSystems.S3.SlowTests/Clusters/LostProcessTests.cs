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
        for (var round = 0; round < 2; round++)
        {
            var used = (await job.PlacesAsync()).SelectMany(static places => places).Max()!;
            await workers[int.Parse(used[^1..])].KillAsync();
            await cluster.RegisteredAsync(2);
            workers[int.Parse(used[^1..])] = cluster.StartTaskManager("-D", $"taskmanager.resource-id={used}");
            await cluster.RegisteredAsync(3);
            await job.RunsAsync(cluster.Rest);
            await job.ChecksPointAsync();
        }

        await job.EndsExactlyAsync();
        foreach (var process in (FlinkProcess[])[jobManager, .. workers, job.Client])
        {
            Assert.DoesNotContain(S3Service.SecretKey, process.Logged + process.Printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Standby_JobManager_finds_job_program_and_checkpoint_on_the_service()
    {
        var cluster = Configure("rest.retry.delay: 500 ms\nrest.retry.max-attempts: 100");
        cluster.EnableHighAvailability();
        cluster.Add($"jobmanager.archive.fs.dir: {Storage.Folder.Child("archive")}");
        var leader = cluster.StartJobManager();
        await leader.LogsAsync("This process leads");
        var otherPort = FreePorts.Take();
        var standby = cluster.StartJobManager("-D", $"rest.port={otherPort}");
        cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        await leader.KillAsync();

        await job.RunsAsync(cluster.Probe(otherPort));
        Assert.Contains($"({job.Id}) is taken over from the leader before", standby.Logged);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        await Waiting.UntilAsync(() => Storage.Files.Exists(Storage.Folder.Child($"archive/{job.Id}")), cluster.Tails);
    }
}
