namespace Flink.Cli.Tests.CommandLine;

public class UsageTests
{
    [Fact]
    public async Task Version_is_one_line_in_Flinks_form()
    {
        var result = await FlinkProcess.RunAsync("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^Version: \d+\.\d+\.\d+, Commit ID: \w+\n$", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Without_an_action_help_is_shown_and_the_command_fails()
    {
        var bare = await FlinkProcess.RunAsync();
        var help = await FlinkProcess.RunAsync("--help");

        Assert.Equal((1, 0), (bare.ExitCode, help.ExitCode));
        Assert.Equal(help.Output, bare.Output);
        Assert.Contains("  run ", help.Output);
    }

    [Theory]
    [InlineData("run", "flink run -p 4 examples/WordCount")]
    [InlineData("info", "flink info examples/WordCount")]
    [InlineData("list", "Not there yet: it needs a cluster")]
    [InlineData("cancel", "Syntax: flink cancel [options] <job id>")]
    [InlineData("stop", "Not there yet: it needs a cluster")]
    [InlineData("savepoint", "Not there yet: it needs a cluster")]
    [InlineData("checkpoint", "Not there yet: it needs a cluster")]
    [InlineData("run-application", "flink run -t")]
    public async Task Every_action_has_its_help(string verb, string expected)
    {
        var result = await FlinkProcess.RunAsync(verb, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"Action \"{verb}\"", result.Output);
        Assert.Contains(expected, result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("flink: \"rum\" is not a valid action; did you mean run?", "rum")]
    [InlineData("flink: \"fly-away\" is not a valid action; valid actions are run, info, list, cancel, stop, savepoint, checkpoint, run-application", "fly-away")]
    [InlineData("flink: unknown option --paralelism of 'flink run'; did you mean --parallelism?", "run", "--paralelism", "2", "x")]
    [InlineData("flink: unknown option --nonsense of 'flink run'; see 'flink run --help'", "run", "--nonsense", "x")]
    [InlineData("flink: option -p of 'flink run' needs a value", "run", "-p")]
    [InlineData("flink: The parallelism must be a positive number: zero", "run", "-p", "zero", "x")]
    [InlineData("flink: The parallelism must be a positive number: -3", "run", "-p", "-3", "x")]
    [InlineData("flink: target 'moon' has no engine here; there is 'local', which runs embedded in this process. Use -t local", "run", "-t", "moon", "x")]
    [InlineData("flink: target 'yarn-session' has no engine here; there is 'local', which runs embedded in this process. Use -t local", "run", "-D", "execution.target=yarn-session", "x")]
    [InlineData("flink: 'execution.attached: false' is refused: a detached job needs a cluster, which is not there yet", "run", "-Dexecution.attached=false", "x")]
    [InlineData("flink: -D: parallelism.default: 'x' is not valid; expected an integer of at least 1", "run", "-D", "parallelism.default=x", "x")]
    public async Task Wrong_usage_is_one_line_on_standard_error(string expected, params string[] arguments) =>
        Assert.Equal(expected, (await FlinkProcess.RunAsync(arguments)).OnlyError());

    [Theory]
    [InlineData("-d", "needs a cluster")]
    [InlineData("--detached", "needs a cluster")]
    [InlineData("-m", "no client for clusters")]
    [InlineData("-s", "savepoints are not there yet")]
    [InlineData("-n", "savepoints are not there yet")]
    [InlineData("-C", "dotnet publish")]
    [InlineData("-sae", "needs a cluster")]
    [InlineData("-z", "ZooKeeper is not used")]
    [InlineData("-py", "not Python")]
    [InlineData("--pyFiles", "not Python")]
    public async Task Option_without_an_engine_is_refused(string option, string reason)
    {
        var error = (await FlinkProcess.RunAsync("run", option, "x", FlinkProcess.ScriptedProgram, "echo")).OnlyError();

        Assert.StartsWith($"flink: option {option} of 'flink run' is refused: ", error);
        Assert.Contains(reason, error);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("cancel")]
    [InlineData("stop")]
    [InlineData("savepoint")]
    [InlineData("checkpoint")]
    public async Task Action_that_needs_a_cluster_is_refused(string verb) =>
        Assert.StartsWith(
            $"flink: 'flink {verb}' is refused: it needs a cluster, and clusters are not there yet.",
            (await FlinkProcess.RunAsync(verb, "3a1e383e95fc28953e5eda554b5a0b7c")).OnlyError());
}
