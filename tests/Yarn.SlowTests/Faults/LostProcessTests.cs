using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Processes of a cluster on YARN that are killed under a job.</summary>
public sealed class LostProcessTests : YarnFaultTest
{
    [Fact]
    public async Task Job_goes_on_exactly_in_new_containers_when_a_TaskManager_and_a_whole_container_are_killed()
    {
        await StartSessionAsync();
        var client = await StartCountingAsync(2);
        for (var round = 0; round < 2; round++)
        {
            var worker = (await ProcessesAsync("taskmanager"))[0];
            if (round == 0)
            {
                Containers.Kill(worker.Pid);
            }
            else
            {
                KillContainerOf(worker.Pid);
            }

            await Cluster.SlowTests.Harness.Waiting.UntilAsync(
                async () => (await ProcessesAsync("taskmanager")) is { Count: 2 } workers && workers.All(other => other.Pid != worker.Pid), Tails);
            await RunsAsync();
        }

        // A lost container is replaced by one, and no other is held beside the JobManager's.
        await Cluster.SlowTests.Harness.Waiting.UntilAsync(
            async () => (await ApplicationsAsync()).Single().RunningContainers == 3 && (await ProcessesAsync("taskmanager")).Count == 2, () => $"There are not two workers.\n{Tails()}");
        await EndsExactlyAsync(client);
    }

    [Fact]
    public async Task JobManager_that_is_killed_comes_back_finds_its_workers_and_the_job_goes_on()
    {
        await StartSessionAsync("-D", "high-availability.type=FILESYSTEM", "-D", "yarn.application-attempts=3");
        await StartCountingAsync(2);
        var (before, workers) = ((await ProcessesAsync("jobmanager"))[0], await ProcessesAsync("taskmanager"));

        Containers.Kill(before.Pid);

        await Cluster.SlowTests.Harness.Waiting.UntilAsync(
            async () => (await ProcessesAsync("jobmanager")) is [var now] && now.Pid != before.Pid, Tails);
        await LeaderChangesAsync();
        await RunsAsync();
        await LetGoAsync();
        await Rest.UntilAsync("v1/jobs", static answer => answer.GetProperty("jobs").EnumerateArray().Any(static job => job.GetProperty("status").GetString() == "FINISHED"));
        await IsExactAsync();
        Assert.Equal(workers.Order(), (await ProcessesAsync("taskmanager")).Order());
    }

    // All processes of a container are one group.
    private static void KillContainerOf(int pid)
    {
        var group = File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];
        using var kill = System.Diagnostics.Process.Start("kill", ["-KILL", "--", $"-{group}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
