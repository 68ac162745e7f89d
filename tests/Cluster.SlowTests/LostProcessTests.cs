using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>Processes that are killed, or stopped for a while, under a running job.</summary>
public sealed class LostProcessTests
{
    private const string Impatient = """
        heartbeat.interval: 500 ms
        heartbeat.timeout: 4 s
        """;

    [Fact]
    public async Task Job_goes_on_exactly_on_other_slots_when_a_TaskManager_is_killed()
    {
        var (cluster, _, workers) = await RealCluster.StartAsync(3, Impatient);
        await using var _ = cluster;
        var job = await CountingJob.RunAsync(cluster, 2);
        var used = (await job.PlacesAsync()).SelectMany(static places => places).Distinct().Order().ToArray();
        Assert.Equal(2, used.Length);
        var killed = used[1];

        await workers[int.Parse(killed[^1..])].KillAsync();

        var exceptions = await cluster.Rest.UntilAsync($"v1/jobs/{job.Id}/exceptions", static answer => Entries(answer).GetArrayLength() > 0);
        await job.RunsAsync(cluster.Rest);
        Assert.Contains(killed, Entries(exceptions)[0].GetProperty("stacktrace").GetString());
        Assert.DoesNotContain(killed, (await job.PlacesAsync()).SelectMany(static places => places));
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task TaskManagers_drop_the_jobs_of_a_killed_JobManager_and_register_at_the_next_one()
    {
        var (cluster, jobManager, workers) = await RealCluster.StartAsync(2, Impatient + "\nrest.retry.delay: 500 ms\nrest.retry.max-attempts: 100");
        await using var _ = cluster;
        var lost = await CountingJob.RunAsync(cluster, 2);

        await jobManager.KillAsync();
        foreach (var worker in workers)
        {
            await worker.LogsAsync("The ResourceManager is lost");
            await worker.LogsAsync($"of job {lost.Id} is free");
        }

        cluster.StartJobManager();
        await cluster.RegisteredAsync(2);
        var code = await lost.Client.ExitAsync();

        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        Assert.Equal(["tm-0", "tm-1"], await cluster.TaskManagerIdsAsync());
        Assert.Equal(1, code);
        Says(lost.Client, $"Job {lost.Id} not found");
        await (await CountingJob.RunAsync(cluster, 2)).EndsExactlyAsync();
    }

    [Fact]
    public async Task Client_of_a_JobManager_that_does_not_come_back_ends_with_an_error()
    {
        var (cluster, jobManager, _) = await RealCluster.StartAsync(1, "rest.retry.delay: 200 ms\nrest.retry.max-attempts: 5");
        await using var _ = cluster;
        var job = await CountingJob.RunAsync(cluster, 1);

        await jobManager.KillAsync();

        Assert.Equal(1, await job.Client.ExitAsync());
        Says(job.Client, "No cluster answers at");
        Assert.Contains(job.Id, job.Client.Printed.Split("JobID")[^1]);
    }

    [Fact]
    public async Task Standby_JobManager_goes_on_with_the_job_and_keeps_the_TaskManagers()
    {
        await using var cluster = RealCluster.Configure(Impatient + "\nrest.retry.delay: 500 ms\nrest.retry.max-attempts: 100");
        cluster.EnableHighAvailability();
        var leader = cluster.StartJobManager();
        await leader.LogsAsync("This process leads");
        var otherPort = FreePorts.Take();
        var standby = cluster.StartJobManager("-D", $"rest.port={otherPort}");
        var workers = cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        await leader.KillAsync();

        var rest = cluster.Probe(otherPort);
        await job.RunsAsync(rest);
        var ids = (await rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray().Select(static worker => worker.GetProperty("id").GetString()).Order();
        Assert.Equal(["tm-0", "tm-1"], ids);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        Assert.Contains($"({job.Id}) is taken over from the leader before", standby.Logged);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Stopped_TaskManager_is_given_up_and_registers_anew_when_it_goes_on()
    {
        var (cluster, _, workers) = await RealCluster.StartAsync(3, Impatient);
        await using var _ = cluster;
        var job = await CountingJob.RunAsync(cluster, 2);
        var stopped = (await job.PlacesAsync()).SelectMany(static places => places).Max()!;
        var worker = workers[int.Parse(stopped[^1..])];

        worker.Signal("STOP");
        var exceptions = await cluster.Rest.UntilAsync($"v1/jobs/{job.Id}/exceptions", static answer => Entries(answer).GetArrayLength() > 0);
        await cluster.RegisteredAsync(2);
        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        worker.Signal("CONT");
        await cluster.RegisteredAsync(3);
        await worker.LogsAsync($"of job {job.Id} is free");

        Assert.Contains(stopped, Entries(exceptions)[0].GetProperty("stacktrace").GetString());
        Assert.False(worker.HasExited, worker.Tail);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        Assert.Equal(1, Entries(await cluster.Rest.GetAsync($"v1/jobs/{job.Id}/exceptions")).GetArrayLength());
    }

    [Fact]
    public async Task Second_TaskManager_of_a_name_is_refused_and_the_first_works_on()
    {
        var (cluster, _, workers) = await RealCluster.StartAsync(2, Impatient);
        await using var _ = cluster;
        var job = await CountingJob.RunAsync(cluster, 2);

        var second = cluster.StartTaskManager("-D", "taskmanager.resource-id=tm-0");

        Assert.Equal(2, await second.ExitAsync());
        Assert.Contains("Give each worker a taskmanager.resource-id of its own", second.Logged);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        await job.EndsExactlyAsync();
        Assert.Equal(0, Entries(await cluster.Rest.GetAsync($"v1/jobs/{job.Id}/exceptions")).GetArrayLength());
    }

    private static void Says(FlinkProcess client, string text) => Assert.True(client.Printed.Contains(text, StringComparison.Ordinal), client.Tail);

    private static JsonElement Entries(JsonElement exceptions) => exceptions.GetProperty("exceptionHistory").GetProperty("entries");
}
