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
    }

    [Fact]
    public async Task Standby_JobManager_finds_job_program_and_checkpoint_on_HDFS()
    {
        var cluster = Configure("rest.retry.delay: 500 ms\nrest.retry.max-attempts: 100");
        cluster.EnableHighAvailability();
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
    }
}
