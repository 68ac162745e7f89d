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

    private static JsonElement Entries(JsonElement exceptions) => exceptions.GetProperty("exceptionHistory").GetProperty("entries");
}
