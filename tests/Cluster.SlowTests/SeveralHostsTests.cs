using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>TaskManagers on hosts of their own, and networks that lose everything without a word.</summary>
public sealed class SeveralHostsTests : ClusterTest
{
    [Fact]
    public async Task Records_go_between_hosts_at_the_addresses_that_are_configured()
    {
        var network = Connect(2);
        var (cluster, _) = await StartOnAsync(network, 2);
        var job = await CountingJob.RunAsync(cluster, 2);

        var workers = (await cluster.Rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray()
            .Select(static worker => worker.GetProperty("path").GetString()!.Split(':')[0]);
        var hosts = (await cluster.Rest.GetAsync($"v1/jobs/{job.Id}")).GetProperty("vertices").EnumerateArray()
            .Select(vertex => cluster.Rest.GetAsync($"v1/jobs/{job.Id}/vertices/{vertex.GetProperty("id").GetString()}/taskmanagers"));

        Assert.Equal([network.AddressOf(0), network.AddressOf(1)], workers.Order());
        foreach (var answer in hosts)
        {
            Assert.Equal(
                [network.AddressOf(0), network.AddressOf(1)],
                (await answer).GetProperty("taskmanagers").EnumerateArray().Select(static place => place.GetProperty("endpoint").GetString()!.Split(':')[0]).Order());
        }

        await job.EndsExactlyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_that_lose_each_other_fail_their_region_alone_and_name_the_peer(bool isOneDirection)
    {
        var network = Connect(2);
        var (cluster, _) = await StartOnAsync(network, 2);
        var job = await CountingJob.RunAsync(cluster, 2, "and-other");
        Assert.Equal(["tm-0", "tm-1"], (await job.PlacesAsync()).SelectMany(static places => places).Distinct().Order());

        if (isOneDirection)
        {
            network.Lose(0, 1);
        }
        else
        {
            network.Separate(0, 1);
        }

        // What was connected is given up, and connecting anew is in vain.
        var answer = await cluster.Rest.UntilAsync($"v1/jobs/{job.Id}/exceptions", static answer => Failures(answer).GetArrayLength() > 1);
        var registered = await cluster.TaskManagerIdsAsync();
        network.Mend();
        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();

        Assert.Equal(["tm-0", "tm-1"], registered);
        foreach (var failure in Failures(answer).EnumerateArray())
        {
            var peer = failure.GetProperty("taskManagerId").GetString() == "tm-0" ? 1 : 0;
            Assert.Contains($"The exchange with worker tm-{peer} at {network.AddressOf(peer)}", failure.GetProperty("stacktrace").GetString());
        }

        var attempts = await job.AttemptsAsync();
        Assert.All(attempts, attempt => Assert.True(attempt.Key.Contains("aside", StringComparison.Ordinal) == (attempt.Value == 0), $"{attempt.Key}: {attempt.Value}"));
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Job_goes_on_elsewhere_when_a_host_vanishes_and_the_host_is_welcome_when_it_is_back()
    {
        var network = Connect(3);
        var (cluster, workers) = await StartOnAsync(network, 3);
        var job = await CountingJob.RunAsync(cluster, 2);
        var lost = (await job.PlacesAsync()).SelectMany(static places => places).Max()!;
        var host = int.Parse(lost[^1..]);

        network.Unplug(host);
        var exceptions = await cluster.Rest.UntilAsync($"v1/jobs/{job.Id}/exceptions", static answer => Failures(answer).GetArrayLength() > 0);
        await cluster.RegisteredAsync(2);
        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        network.Plug(host);
        await cluster.RegisteredAsync(3);
        await workers[host].LogsAsync($"of job {job.Id} is free");

        Assert.Contains(lost, Failures(exceptions)[0].GetProperty("stacktrace").GetString());
        Assert.False(workers[host].HasExited, workers[host].Tail);
        Assert.DoesNotContain(lost, (await job.PlacesAsync()).SelectMany(static places => places));
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    private static JsonElement Failures(JsonElement exceptions) => exceptions.GetProperty("exceptionHistory").GetProperty("entries");

    // The JobManager is on this machine. Attempts in vain are many while a network is cut.
    private async Task<(RealCluster Cluster, FlinkProcess[] Workers)> StartOnAsync(HostNetwork network, int taskManagers)
    {
        var cluster = Configure($"""
            jobmanager.rpc.address: {network.OwnAddress}
            jobmanager.bind-host: {network.OwnAddress}
            heartbeat.interval: 1 s
            heartbeat.timeout: 10 s
            restart-strategy.fixed-delay.attempts: 1000
            """);
        cluster.StartJobManager();
        var workers = cluster.StartTaskManagers(network, taskManagers);
        await cluster.RegisteredAsync(taskManagers);
        return (cluster, workers);
    }
}
