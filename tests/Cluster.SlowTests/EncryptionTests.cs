using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>Processes that show each other certificates.</summary>
public sealed class EncryptionTests : ClusterTest
{
    [Fact]
    public async Task Job_runs_between_processes_that_know_each_other_and_others_are_kept_out()
    {
        var cluster = Configure();
        cluster.Add(Keystore.Write(Path.Combine(cluster.Home, "cluster.p12"), "cluster"));
        var stranger = Path.Combine(cluster.Home, "stranger.p12");
        Keystore.Write(stranger, "stranger");
        var jobManager = cluster.StartJobManager();
        cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        string[] impatient = ["-D", "taskmanager.registration.timeout=3 s"];
        var open = cluster.StartTaskManager([.. impatient, "-D", "security.ssl.internal.enabled=false"]);
        var other = cluster.StartTaskManager([.. impatient, .. Keystore.Options(stranger).SelectMany(static option => (string[])["-D", $"{option.Key}={option.Value}"])]);

        Assert.Equal(2, await open.ExitAsync());
        Assert.Equal(2, await other.ExitAsync());
        Assert.Contains("security.ssl.internal.enabled must agree", EndOf(open));
        Assert.Contains("security.ssl.internal.* must agree", EndOf(other));

        Assert.Equal(["tm-0", "tm-1"], await cluster.TaskManagerIdsAsync());
        Assert.Contains("showed no certificate that is trusted here", jobManager.Logged);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    private static string EndOf(FlinkProcess process) => process.Logged[process.Logged.IndexOf("A fatal error ends this TaskManager", StringComparison.Ordinal)..];
}
