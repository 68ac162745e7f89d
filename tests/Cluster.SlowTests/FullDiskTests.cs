using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>Disks without room.</summary>
public sealed class FullDiskTests : ClusterTest
{
    [Fact]
    public async Task Cluster_outlives_a_full_disk_under_its_logs_and_blobs()
    {
        var disk = Mount(64);
        var cluster = Configure($"blob.storage.directory: {Path.Combine(disk.Path, "blobs")}");
        cluster.LogFolder = Path.Combine(disk.Path, "log");
        var jobManager = cluster.StartJobManager();
        var workers = cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 1);

        disk.Fill();
        await job.ChecksPointAsync();
        // The page that the log ends in has room left for some lines: it takes several refusals until one of them is lost.
        for (var i = 0; i < 20 && !jobManager.Printed.Contains("nothing is logged to", StringComparison.Ordinal); i++)
        {
            var refused = cluster.StartCommand("run", "-m", $"localhost:{cluster.RestPort}", Built.ScriptedProgram, "fail");
            Assert.Equal(1, await refused.ExitAsync());
            Assert.True(refused.Printed.Contains("the disk or the quota is full", StringComparison.Ordinal), refused.Tail);
            Assert.True(refused.Printed.Contains("blob.storage.directory", StringComparison.Ordinal), refused.Tail);
        }

        Assert.True(jobManager.Printed.Contains("nothing is logged to", StringComparison.Ordinal), jobManager.Tail);
        await job.ChecksPointAsync();

        disk.Free();
        await job.EndsExactlyAsync();
        await (await CountingJob.RunAsync(cluster, 2)).EndsExactlyAsync();
        await jobManager.LogsAsync("lines are missing here");
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
    }

    [Fact]
    public async Task Job_runs_on_without_checkpoints_while_their_disk_is_full_and_its_result_is_exact()
    {
        var (cluster, jobManager, disk) = await WithCheckpointsOnAsync("execution.checkpointing.tolerable-failed-checkpoints: 1000000");
        var job = await CountingJob.RunAsync(cluster, 2);

        // The checkpoint before the one that has just completed is deleted only now, and would leave room for all that follow.
        const string Refusal = "the disk or the quota is full";
        await disk.StaysFullUntilAsync(() => jobManager.Logged.Contains(Refusal, StringComparison.Ordinal), () => $"No checkpoint is refused with '{Refusal}'.\n{jobManager.Tail}");
        disk.Free();
        await job.ChecksPointAsync();

        Assert.Equal(0, (await cluster.Rest.GetAsync($"v1/jobs/{job.Id}/exceptions")).GetProperty("exceptionHistory").GetProperty("entries").GetArrayLength());
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Job_whose_checkpoints_find_no_room_fails_with_the_reason_and_where_when_none_may_fail()
    {
        var (cluster, _, disk) = await WithCheckpointsOnAsync("");
        var job = await CountingJob.RunAsync(cluster, 2);

        await disk.StaysFullUntilAsync(() => job.Client.HasExited, () => $"The job goes on without room for its checkpoints.\n{cluster.Tails()}");

        Assert.Equal(1, await job.Client.ExitAsync());
        Assert.True(job.Client.Printed.Contains("the disk or the quota is full", StringComparison.Ordinal), job.Client.Tail);
        Assert.True(job.Client.Printed.Contains(Path.Combine(cluster.Home, "checkpoints", job.Id), StringComparison.Ordinal), job.Client.Tail);
        Assert.DoesNotContain("..", job.Client.Printed.Replace("...", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_that_finds_no_room_says_where_and_leaves_nothing()
    {
        var disk = Mount(4);
        var cluster = Configure($"web.tmpdir: {disk.Path}");
        var jobManager = cluster.StartJobManager();
        await cluster.RegisteredAsync(0);
        disk.Fill();

        var refused = cluster.StartCommand("run", "-m", $"localhost:{cluster.RestPort}", Built.ScriptedProgram, "fail");

        Assert.Equal(1, await refused.ExitAsync());
        Assert.True(refused.Printed.Contains("No space left on device", StringComparison.Ordinal), refused.Tail);
        Assert.True(refused.Printed.Contains("Make room", StringComparison.Ordinal), refused.Tail);
        Assert.False(jobManager.HasExited, jobManager.Tail);
        Assert.Equal(["filler"], Directory.GetFileSystemEntries(disk.Path).Select(Path.GetFileName));
        await cluster.Rest.GetAsync("v1/overview");
    }

    private async Task<(RealCluster Cluster, FlinkProcess JobManager, SmallDisk Disk)> WithCheckpointsOnAsync(string configuration)
    {
        var disk = Mount(16);
        var cluster = Configure(configuration);
        Directory.CreateSymbolicLink(Path.Combine(cluster.Home, "checkpoints"), disk.Path);
        var jobManager = cluster.StartJobManager();
        cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        return (cluster, jobManager, disk);
    }
}
