using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>A worker that takes more than YARN gives it.</summary>
public sealed class MemoryTests : YarnFaultTest
{
    [Fact]
    public async Task Worker_over_its_memory_is_killed_by_YARN_and_the_job_is_told_why()
    {
        await StartSessionAsync();
        var client = Start("run", "-t", "yarn-session", "-p", "1", Installation.Program("Flink.Assets.ScriptedProgram", "ScriptedProgram"), "hoard");
        await client.PrintsAsync("JobID ");

        // A job that fails waits half a second for the reason, and YARN may take longer to tell it on a busy machine: of the workers that are killed one after the other, one it will be.
        await ExceptionsTellAsync("was killed over its memory (exit status -104)");
    }
}
