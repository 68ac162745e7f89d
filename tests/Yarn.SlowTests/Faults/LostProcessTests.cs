using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Processes of a cluster on YARN that are killed under a job.</summary>
public sealed class LostProcessTests : YarnFaultTest
{
    [Fact]
    public async Task Job_goes_on_exactly_in_new_containers_when_its_TaskManagers_are_killed_one_after_the_other()
    {
        await StartSessionAsync();
        var client = await StartCountingAsync(2);
        for (var round = 0; round < 2; round++)
        {
            var worker = (await ProcessesAsync("taskmanager"))[0];
            Containers.Kill(worker.Pid);
            await Cluster.SlowTests.Harness.Waiting.UntilAsync(
                async () => (await ProcessesAsync("taskmanager")) is { Count: 2 } workers && workers.All(other => other.Pid != worker.Pid), Tails);
            await RunsAsync();
        }

        // A lost container is replaced by one, whatever was lost before.
        Assert.Equal(2, (await ProcessesAsync("taskmanager")).Count);
        await EndsExactlyAsync(client);
    }

    [Fact]
    public async Task JobManager_that_is_killed_comes_back_finds_its_workers_and_the_job_goes_on()
    {
        await StartSessionAsync("-D", "high-availability.type=FILESYSTEM", "-D", "yarn.application-attempts=3");
        var client = await StartCountingAsync(2);
        var (before, workers) = ((await ProcessesAsync("jobmanager"))[0], await ProcessesAsync("taskmanager"));

        Containers.Kill(before.Pid);

        await Cluster.SlowTests.Harness.Waiting.UntilAsync(
            async () => (await ProcessesAsync("jobmanager")) is [var now] && now.Pid != before.Pid, Tails);
        await EndsExactlyAsync(client);
        Assert.Equal(workers.Order(), (await ProcessesAsync("taskmanager")).Order());
    }
}
