using Flink.Cluster.SlowTests.Harness;

namespace Flink.ResourceManagers.SlowTests.Faults;

/// <summary>Applications whose JobManager asks for workers on demand.</summary>
public sealed class ProcessApplicationTests
{
    [Fact]
    public async Task Attached_application_shows_its_steps_and_what_is_printed_and_ends_with_its_program()
    {
        await using var home = new Home();

        var command = await home.RunAsync("run", "-t", "process-application", "-D", "execution.attached=true", Built.ScriptedProgram, "print");

        Assert.True(await command.ExitAsync() == 0, home.Tell("It failed"));
        Assert.Equal(["1", "2", "3", "4", "5"], command.Printed.Split('\n').Where(static line => line.Length == 1).Order());
        Assert.Contains("Program execution finished", command.Printed, StringComparison.Ordinal);
        Assert.Contains("registered after", command.Printed, StringComparison.Ordinal);
        await home.WorkersAsync(0);
    }

    [Fact]
    public async Task Own_exit_code_and_failure_of_a_program_reach_the_attached_command()
    {
        await using var home = new Home();

        var exit = await home.RunAsync("run", "-t", "process-application", "-D", "execution.attached=true", Built.ScriptedProgram, "exit", "7");
        var failing = await home.RunAsync("run", "-t", "process-application", "-D", "execution.attached=true", Built.ScriptedProgram, "fail");

        Assert.Equal(7, await exit.ExitAsync());
        Assert.Equal(1, await failing.ExitAsync());
        Assert.Contains("has failed", failing.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detached_program_goes_on_without_the_command_and_its_cluster_ends_with_its_jobs()
    {
        await using var home = new Home();

        var command = await home.RunAsync("run", "-d", "-t", "process", Built.ScriptedProgram, "leave-waiting");

        Assert.True(await command.ExitAsync() == 0, home.Tell("It failed"));
        var id = command.Printed.Split('\n').First(static line => line.Contains(" process-application http://", StringComparison.Ordinal)).Split(' ')[0];
        await Waiting.UntilAsync(() => home.Workers.Count > 0, () => home.Tell("No worker was started"));
        string job = "";
        await Waiting.UntilAsync(
            async () => (job = (await home.RunAsync("list", "-r", "-t", "process-application", "-D", $"cluster.id={id}")).Printed.Split(" : ") is [_, var found, ..] ? found : "").Length > 0,
            () => home.Tell("Its job is not listed"));
        Assert.Equal(0, await (await home.RunAsync("cancel", "-t", "process-application", "-D", $"cluster.id={id}", job)).ExitAsync());
        await home.WorkersAsync(0);
        await Waiting.UntilAsync(
            async () => !(await home.RunAsync("session", "list", "-t", "process")).Printed.Contains(id, StringComparison.Ordinal), () => home.Tell("The cluster did not end"));
    }
}
