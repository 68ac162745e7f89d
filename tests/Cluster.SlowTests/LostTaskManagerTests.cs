using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>TaskManagers that are killed, or stopped for a while, under a running job.</summary>
public sealed class LostTaskManagerTests : ClusterTest
{
    [Fact]
    public async Task Job_goes_on_exactly_on_other_slots_when_a_TaskManager_is_killed()
    {
        var (cluster, _, workers) = await StartAsync(3);
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
    public async Task Stopped_TaskManager_is_given_up_and_registers_anew_when_it_goes_on()
    {
        var (cluster, _, workers) = await StartAsync(3, "heartbeat.interval: 1 s\nheartbeat.timeout: 15 s");
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
    }

    [Fact]
    public async Task Second_TaskManager_of_a_name_is_refused_and_the_first_works_on()
    {
        var (cluster, _, workers) = await StartAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        var second = cluster.StartTaskManager("-D", "taskmanager.resource-id=tm-0");

        Assert.Equal(2, await second.ExitAsync());
        Assert.Contains("Give each worker a taskmanager.resource-id of its own", second.Logged);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        await job.EndsExactlyAsync();
        Assert.Equal(0, Entries(await cluster.Rest.GetAsync($"v1/jobs/{job.Id}/exceptions")).GetArrayLength());
    }

    private static JsonElement Entries(JsonElement exceptions) => exceptions.GetProperty("exceptionHistory").GetProperty("entries");
}
