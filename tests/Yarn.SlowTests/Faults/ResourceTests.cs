using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Jobs that need more than YARN gives them.</summary>
public sealed class ResourceTests : YarnFaultTest
{
    private static readonly string _program = Installation.Program("Flink.Assets.ScriptedProgram", "ScriptedProgram");

    [Fact]
    public async Task Worker_over_its_memory_is_killed_by_YARN_and_the_job_is_told_why()
    {
        await StartSessionAsync();
        var client = Start("run", "-t", "yarn-session", "-p", "1", _program, "hoard");
        await client.PrintsAsync("JobID ");
        var jobs = await Rest.UntilAsync("v1/jobs", static answer => answer.GetProperty("jobs").GetArrayLength() == 1);

        // A job that fails waits half a second for the reason, and YARN may take longer to tell it: of the workers that are killed one after the other, one it will be.
        await Rest.UntilAsync(
            $"v1/jobs/{jobs.GetProperty("jobs")[0].GetProperty("id").GetString()}/exceptions",
            static answer => answer.GetRawText().Contains("was killed over its memory (exit status -104)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Job_waits_while_its_queue_is_full_and_is_told_so_when_it_waited_too_long()
    {
        // A machine has 4 GB. The time is enough for YARN to start what it can, and for the driver to see that nothing more comes.
        await StartSessionAsync("-D", "taskmanager.memory.process.size=3600m", "-D", "slot.request.timeout=90 s");
        var client = Start("run", "-t", "yarn-session", "-p", "8", "-D", "restart-strategy.type=none", _program, "forever");
        Assert.True(await client.ExitAsync() == 1, Tails());
        Assert.Contains("YARN has no room in queue", client.Printed, StringComparison.Ordinal);
        Assert.True((await ProcessesAsync("taskmanager")).Count < 8);
    }
}
