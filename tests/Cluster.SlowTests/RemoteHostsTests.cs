using System.Runtime.Versioning;
using Flink.Cli.SlowTests;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>A cluster of the scripts whose <c>conf/workers</c> names other hosts, which real ssh reaches.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RemoteHostsTests : ClusterTest
{
    private readonly Installation _flink = new();
    private readonly List<RemoteHost> _hosts = [];

    public override async ValueTask DisposeAsync()
    {
        _hosts.ForEach(static host => host.Dispose());
        _flink.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Cluster_of_several_hosts_starts_over_ssh_runs_a_job_and_stops()
    {
        var (network, cluster) = Configure(2);
        await BringUpAsync(network, cluster, 0, 1);

        var started = await RunAsync(cluster, "start-cluster.sh");
        Assert.Equal((0, ""), (started.ExitCode, started.Error));
        await cluster.RegisteredAsync(2);
        int[] workers = [.. _hosts.SelectMany(static host => host.TaskManagers)];
        var places = (await cluster.Rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray()
            .Select(static worker => worker.GetProperty("path").GetString()!.Split(':')[0]).Order().ToArray();
        await (await CountingJob.RunAsync(cluster, 2)).EndsExactlyAsync();
        var stopped = await RunAsync(cluster, "stop-cluster.sh");

        Assert.Contains("Starting taskexecutor daemon on host worker-0.", started.Lines);
        Assert.Contains("Starting taskexecutor daemon on host worker-1.", started.Lines);
        Assert.Equal([network.AddressOf(0), network.AddressOf(1)], places);
        Assert.Equal(2, workers.Length);
        Assert.Equal((0, ""), (stopped.ExitCode, stopped.Error));
        Assert.DoesNotContain(workers, Installation.IsRunning);
        Assert.Empty(_flink.PidsOf("standalonesession"));
    }

    [Fact]
    public async Task Host_that_cannot_be_reached_keeps_no_other_from_starting_and_from_stopping()
    {
        var (network, cluster) = Configure(2);
        await BringUpAsync(network, cluster, 1);

        var started = await RunAsync(cluster, "start-cluster.sh");
        await cluster.RegisteredAsync(1);
        int[] workers = [.. _hosts[0].TaskManagers, .. _flink.PidsOf("standalonesession")];
        var stopped = await RunAsync(cluster, "stop-cluster.sh");

        Assert.Equal(1, started.ExitCode);
        Assert.Contains($"start-cluster.sh: not everything was started: see above what {network.AddressOf(0)} said", started.Error);
        Assert.Equal(2, workers.Length);
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains($"stop-cluster.sh: not everything was stopped: see above what {network.AddressOf(0)} said", stopped.Error);
        Assert.DoesNotContain(workers, Installation.IsRunning);
    }

    // The JobManager is on this machine. All hosts read one configuration: each worker finds its address itself.
    private (HostNetwork Network, RealCluster Cluster) Configure(int hosts)
    {
        var network = Connect(hosts);
        var cluster = Configure($"""
            jobmanager.rpc.address: {network.OwnAddress}
            jobmanager.bind-host: {network.OwnAddress}
            taskmanager.bind-host: 0.0.0.0
            """);
        cluster.Add($"env.pid.dir: {PidsOf(cluster)}\nenv.log.dir: {Path.Combine(cluster.Home, "log")}");
        var configuration = Path.Combine(cluster.Configuration, "config.yaml");
        File.WriteAllLines(configuration, File.ReadAllLines(configuration).Where(static line => !line.StartsWith("taskmanager.host:", StringComparison.Ordinal)));
        File.WriteAllLines(Path.Combine(cluster.Configuration, "workers"), Enumerable.Range(0, hosts).Select(network.AddressOf));
        return (network, cluster);
    }

    private async Task BringUpAsync(HostNetwork network, RealCluster cluster, params int[] hosts)
    {
        foreach (var host in hosts)
        {
            _hosts.Add(await RemoteHost.StartAsync(network, host, cluster.Home, PidsOf(cluster)));
        }
    }

    private Task<ScriptResult> RunAsync(RealCluster cluster, string script) => _flink.RunAsync(
        new Dictionary<string, string> { ["FLINK_CONF_DIR"] = cluster.Configuration, ["FLINK_SSH_OPTS"] = RemoteHost.Options(cluster.Home) }, script);

    private static string PidsOf(RealCluster cluster) => Path.Combine(cluster.Home, "pid");
}
