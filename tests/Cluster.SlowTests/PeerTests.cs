using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>What happens at the ports where processes speak to each other.</summary>
public sealed class PeerTests : ClusterTest
{
    private const int Held = 100;

    private static ReadOnlyMemory<byte> Http2 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private static ReadOnlyMemory<byte> Exchange => "FLNKDATA"u8.ToArray();

    [Fact]
    public async Task Strangers_at_the_ports_harm_no_job_and_keep_nobody_out()
    {
        var (cluster, jobManager, workers) = await StartAsync(4);
        var first = await CountingJob.RunAsync(cluster, 2);
        var before = Array.ConvertAll(workers, static worker => worker.ResidentBytes);
        var (rpc, data) = await PortsAsync(cluster);
        int[] ports = [cluster.RpcPort, .. rpc, .. data];

        using var intruder = new Intruder(1);
        foreach (var port in ports)
        {
            for (var i = 0; i < 8; i++)
            {
                await intruder.SendAsync(port, i % 2 == 0 ? default : data.Contains(port) ? Exchange : Http2, 1 << (2 * i));
            }

            for (var i = 0; i < Held; i++)
            {
                await intruder.HoldAsync(port, i % 2 == 0 ? default : data.Contains(port) ? Exchange[..4] : Http2);
            }
        }

        // Its tasks are on workers that have not spoken to each other yet.
        var second = await CountingJob.RunAsync(cluster, 2);
        await first.ChecksPointAsync();
        await first.EndsExactlyAsync();
        await second.EndsExactlyAsync();

        foreach (var job in (CountingJob[])[first, second])
        {
            Assert.Equal(0, (await cluster.Rest.GetAsync($"v1/jobs/{job.Id}/exceptions")).GetProperty("exceptionHistory").GetProperty("entries").GetArrayLength());
        }

        Assert.False(jobManager.HasExited, jobManager.Tail);
        Assert.All(workers.Zip(before), static pair => Assert.InRange(pair.First.ResidentBytes, 0, pair.Second + (200 << 20)));
        Assert.Contains(workers, static worker => worker.Logged.Contains("at the data port was turned away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_data_connection_fails_its_region_alone_and_names_the_peer()
    {
        var cluster = Configure();
        cluster.StartJobManager();
        int[] ports = [FreePorts.Take(), FreePorts.Take()];
        await using var first = new Proxy(ports[0]);
        await using var second = new Proxy(ports[1]);
        Proxy[] proxies = [first, second];
        for (var i = 0; i < 2; i++)
        {
            cluster.StartTaskManager(
                "-D", $"taskmanager.resource-id=tm-{i}", "-D", $"taskmanager.data.bind-port={ports[i]}", "-D", $"taskmanager.data.port={proxies[i].Port}");
        }

        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2, "and-other");
        Assert.Equal(["tm-0", "tm-1"], (await job.PlacesAsync()).SelectMany(static places => places).Distinct().Order());

        Assert.True(proxies.Sum(static proxy => proxy.Cut()) > 0, cluster.Tails());

        var answer = await cluster.Rest.UntilAsync(
            $"v1/jobs/{job.Id}/exceptions", static answer => answer.GetProperty("exceptionHistory").GetProperty("entries").GetArrayLength() > 0);
        await job.RunsAsync(cluster.Rest);
        var failure = answer.GetProperty("exceptionHistory").GetProperty("entries")[0];
        var place = failure.GetProperty("taskManagerId").GetString();
        Assert.Contains(place == "tm-0" ? "tm-1" : "tm-0", failure.GetProperty("stacktrace").GetString());
        var attempts = await job.AttemptsAsync();
        Assert.All(attempts, attempt => Assert.True(attempt.Value == (attempt.Key.Contains("aside", StringComparison.Ordinal) ? 0 : 1), $"{attempt.Key}: {attempt.Value}"));
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    private static async Task<(int[] Rpc, int[] Data)> PortsAsync(RealCluster cluster)
    {
        var workers = (await cluster.Rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray().ToArray();
        return (
            [.. workers.Select(static worker => int.Parse(worker.GetProperty("path").GetString()!.Split(':', '/')[1]))],
            [.. workers.Select(static worker => worker.GetProperty("dataPort").GetInt32())]);
    }
}
