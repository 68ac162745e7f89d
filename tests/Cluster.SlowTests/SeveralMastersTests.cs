using System.Diagnostics;
using System.Runtime.Versioning;
using Flink.Cli.SlowTests;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>A cluster of the scripts with two lines in <c>conf/masters</c>, both of this machine.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SeveralMastersTests : ClusterTest
{
    private readonly Installation _flink = new();

    public override async ValueTask DisposeAsync()
    {
        _flink.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Job_outlives_the_leader_of_two_masters_and_the_cluster_ends_as_a_whole()
    {
        var cluster = Configure("rest.retry.delay: 500 ms\nrest.retry.max-attempts: 240");
        cluster.EnableHighAvailability();
        int[] ports = [cluster.RestPort, FreePorts.Take()];
        File.WriteAllLines(Path.Combine(cluster.Configuration, "masters"), ports.Select(static port => $"localhost:{port}"));
        File.WriteAllLines(Path.Combine(cluster.Configuration, "workers"), ["localhost", "localhost"]);
        Dictionary<string, string> environment = new() { ["FLINK_CONF_DIR"] = cluster.Configuration };

        var started = await _flink.RunAsync(environment, "start-cluster.sh");
        Assert.Equal((0, ""), (started.ExitCode, started.Error));
        var (masters, workers) = (_flink.PidsOf("standalonesession"), _flink.PidsOf("taskexecutor"));
        await cluster.TurnToLeaderAsync(ports);
        var leader = Array.IndexOf(ports, cluster.RestPort);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        using (var process = Process.GetProcessById(masters[leader]))
        {
            process.Kill();
        }

        cluster.TurnTo(ports[1 - leader]);
        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        Assert.All(workers, static worker => Assert.True(Installation.IsRunning(worker)));
        var stopped = await _flink.RunAsync(environment, "stop-cluster.sh");

        Assert.Equal((0, ""), (stopped.ExitCode, stopped.Error));
        Assert.DoesNotContain(masters.Concat(workers), Installation.IsRunning);
        Assert.Empty(_flink.PidsOf("standalonesession").Concat(_flink.PidsOf("taskexecutor")));
    }
}
