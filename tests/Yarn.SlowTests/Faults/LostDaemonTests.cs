using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Daemons of YARN that are killed under a job, which should not notice.</summary>
public sealed class LostDaemonTests : YarnFaultTest
{
    [Fact]
    public async Task Job_runs_on_in_the_same_containers_while_NodeManager_and_active_ResourceManager_are_started_anew()
    {
        RequireScripts();
        await StartSessionAsync();
        var client = await StartCountingAsync(2);
        var before = (await ProcessesAsync("taskmanager")).Concat(await ProcessesAsync("jobmanager")).Order().ToArray();

        await HadoopAsync("hadoop-kill.sh", "nm1");
        await HadoopAsync("hadoop-start.sh", "nm1");
        await HadoopAsync("hadoop-up.sh");
        await RunsAsync();
        var resourceManager = await ActiveResourceManagerAsync();
        await HadoopAsync("hadoop-kill.sh", resourceManager);
        await HadoopAsync("hadoop-start.sh", resourceManager);
        await HadoopAsync("hadoop-up.sh");
        await RunsAsync();

        Assert.Equal(before, (await ProcessesAsync("taskmanager")).Concat(await ProcessesAsync("jobmanager")).Order());
        await EndsExactlyAsync(client);
    }

    // With high availability the other one takes over.
    private static async Task<string> ActiveResourceManagerAsync()
    {
        if (YarnLab.Hadoop.Get("yarn.resourcemanager.ha.enabled") != "true")
        {
            return "rm";
        }

        using var http = new HttpClient();
        var first = await http.GetStringAsync(new Uri("http://localhost:8088/ws/v1/cluster/info"));
        return first.Contains("\"haState\":\"ACTIVE\"", StringComparison.Ordinal) ? "rm1" : "rm2";
    }
}
