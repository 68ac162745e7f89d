using Flink.Docker.SlowTests.Harness;

namespace Flink.Docker.SlowTests.Clusters;

/// <summary><c>flink run -t docker</c> and <c>flink session -t docker</c>, with real containers for everything.</summary>
[Collection(Name)]
public sealed class DockerRunTests : DockerClusterTest
{
    [Fact]
    public async Task A_program_runs_in_containers_shows_its_steps_and_its_output_and_leaves_nothing()
    {
        var (code, output, errors) = await Flink.RunAsync(["run", "-t", "docker", .. Options, FlinkCommand.WordCount]);

        Assert.True(code == 0, errors);
        Assert.Contains("9,824", output, StringComparison.Ordinal);
        Assert.Contains("requested", errors, StringComparison.Ordinal);
        Assert.Contains("registered after", errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_workers_print_is_shown()
    {
        var (code, output, errors) = await Flink.RunAsync(["run", "-t", "docker", .. Options, FlinkCommand.Scripted, "print"]);

        Assert.True(code == 0, errors);
        Assert.Equal(["1", "2", "3", "4", "5"], output.Split('\n').Where(line => line.Length == 1).Order());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_command_that_is_killed_leaves_nothing()
    {
        using var command = Flink.Start(["run", "-t", "docker", .. Options, FlinkCommand.Scripted, "forever"]);
        await RegisteredAsync(new SaidLines(command.StandardError));

        command.Kill();

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_session_lives_until_it_is_stopped_and_jobs_run_in_it()
    {
        const string Cluster = "docker-session-test";
        var (started, _, startErrors) = await Flink.RunAsync(["session", "start", "-t", "docker", .. Options, Cluster]);
        Assert.True(started == 0, startErrors);
        try
        {
            var (_, listed, _) = await Flink.RunAsync("session", "list", "-t", "docker");
            Assert.Contains(Cluster, listed, StringComparison.Ordinal);
            var (code, _, errors) = await Flink.RunAsync("run", "-t", "docker", "-D", $"cluster.id={Cluster}", FlinkCommand.Scripted, "print");
            Assert.True(code == 0, errors);
        }
        finally
        {
            await Flink.RunAsync("session", "stop", "-t", "docker", Cluster);
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_killed_worker_is_replaced_and_a_stopped_one_is_announced()
    {
        using var command = Flink.Start(
            ["run", "-t", "docker", .. Options, "-D", "execution.checkpointing.interval=500ms", "-D", "restart-strategy.type=fixed-delay", "-D", "restart-strategy.fixed-delay.delay=0s", "-D", "restart-strategy.fixed-delay.attempts=100", FlinkCommand.Scripted, "forever"]);
        try
        {
            var said = new SaidLines(command.StandardError);
            await Engine.PostAsync($"/containers/{await RegisteredAsync(said)}/kill");
            await said.LineAsync("exit code 137");
            await Engine.PostAsync($"/containers/{await RegisteredAsync(said, which: 2)}/stop?t=30");
            await said.LineAsync("will be gone at");
            await RegisteredAsync(said, which: 3);
        }
        finally
        {
            command.Kill();
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task An_image_that_is_missing_ends_the_command_with_one_line_and_leaves_nothing()
    {
        var (code, _, errors) = await Flink.RunAsync(
            "run", "-t", "docker", "-D", "docker.image=127.0.0.1:1/no-such-image:1", "-D", "docker.image.pull-policy=Never", FlinkCommand.WordCount);

        Assert.Equal(1, code);
        Assert.Contains("has no image '127.0.0.1:1/no-such-image:1'", errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_socket_without_rights_ends_the_command_with_one_line_that_says_what_to_do_and_leaves_nothing()
    {
        using var nobody = FlinkCommand.OfNobody();

        var (code, _, errors) = await nobody.RunAsync(["run", "-t", "docker", .. Options, FlinkCommand.WordCount]);

        Assert.Equal(1, code);
        Assert.Contains($"The Docker Engine's socket {Engine.Socket} is closed to user", errors, StringComparison.Ordinal);
        Assert.Contains("add the user to the group", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }
}
