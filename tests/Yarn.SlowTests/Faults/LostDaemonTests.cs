namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Daemons of YARN that are killed under a job, which should not notice.</summary>
public sealed class LostDaemonTests : YarnFaultTest
{
    [Fact]
    public async Task Job_runs_on_in_the_same_containers_while_NodeManager_and_ResourceManager_are_started_anew()
    {
        RequireScripts();
        await StartSessionAsync();
        var client = await StartCountingAsync(2);
        var before = (await ProcessesAsync("taskmanager")).Concat(await ProcessesAsync("jobmanager")).Order().ToArray();

        await HadoopAsync("hadoop-kill.sh", "nm1");
        await HadoopAsync("hadoop-start.sh", "nm1");
        await HadoopAsync("hadoop-up.sh");
        await RunsAsync();
        await HadoopAsync("hadoop-kill.sh", "rm");
        await HadoopAsync("hadoop-start.sh", "rm");
        await HadoopAsync("hadoop-up.sh");
        await RunsAsync();

        Assert.Equal(before, (await ProcessesAsync("taskmanager")).Concat(await ProcessesAsync("jobmanager")).Order());
        await EndsExactlyAsync(client);
    }
}
