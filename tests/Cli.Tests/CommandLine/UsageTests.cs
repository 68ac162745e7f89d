namespace Flink.Cli.Tests.CommandLine;

public class UsageTests
{
    private const string Detached =
        "flink: a detached job (-d) needs a cluster: an embedded job ends with this process. Start one (bin/start-cluster.sh), name one with -m host:port, or leave out -d";

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
    [InlineData("run-application", "bin/standalone-job.sh start --jars bin/publish")]
    [InlineData("info", "flink info examples/WordCount")]
    [InlineData("list", "flink list -a -m jobmanager:8081")]
    [InlineData("cancel", "Syntax: flink cancel [options] <job id>")]
    [InlineData("stop", "Not there yet: savepoints")]
    [InlineData("savepoint", "Not there yet: savepoints")]
    [InlineData("checkpoint", "Not there yet: checkpoints on demand")]
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
    [InlineData("flink: \"fly-away\" is not a valid action; valid actions are run, run-application, info, list, cancel, session, stop, savepoint, checkpoint", "fly-away")]
    [InlineData("flink: unknown option --paralelism of 'flink run'; did you mean --parallelism?", "run", "--paralelism", "2", "x")]
    [InlineData("flink: unknown option --nonsense of 'flink run'; see 'flink run --help'", "run", "--nonsense", "x")]
    [InlineData("flink: option -p of 'flink run' needs a value", "run", "-p")]
    [InlineData("flink: The parallelism must be a positive number: zero", "run", "-p", "zero", "x")]
    [InlineData("flink: The parallelism must be a positive number: -3", "run", "-p", "-3", "x")]
    [InlineData("flink: target 'moon' has no engine here; there are 'local', which runs embedded in this process, 'remote', a running cluster, and, with a cluster of their own, 'process', 'process-session', 'process-application'", "run", "-t", "moon", "x")]
    [InlineData("flink: target 'yarn-session' has no engine here; there are 'local', which runs embedded in this process, 'remote', a running cluster, and, with a cluster of their own, 'process', 'process-session', 'process-application'", "run", "-D", "execution.target=yarn-session", "x")]
    [InlineData("flink: target 'yarn-application' runs no applications; there are 'remote', a running cluster, and, with a cluster of their own, 'process-application'", "run-application", "-t", "yarn-application", "x")]
    [InlineData("flink: flink run-application does not stay attached to its job: there is no command whose end -sae could mean. Leave it out, or use 'flink run -sae'", "run-application", "-sae", "x")]
    [InlineData("flink: target 'local' runs no applications; there are 'remote', a running cluster, and, with a cluster of their own, 'process-application'. 'flink run -t local' calls the program here", "run-application", "-t", "local", "x")]
    [InlineData(Detached, "run", "-Dexecution.attached=false", "x")]
    [InlineData(Detached, "run", "-d", "x")]
    [InlineData(Detached, "run", "-d", "-t", "local", "x")]
    [InlineData("flink: -m needs host:port of a cluster's REST endpoint, such as localhost:8081: nowhere", "run", "-m", "nowhere", "x")]
    [InlineData("flink: -m needs host:port of a cluster's REST endpoint, such as localhost:8081: host:99999", "list", "-m", "host:99999")]
    [InlineData("flink: -m yarn-cluster is refused: it is an old name. Use -t yarn-session or -t yarn-application", "list", "-m", "yarn-cluster")]
    [InlineData("flink: 'flink list' takes options only: x", "list", "x")]
    [InlineData("flink: target 'local' has no jobs that can be asked for: an embedded job lives in the process that runs it. Use -t remote", "list", "-t", "local")]
    [InlineData("flink: Missing JobID. Specify a JobID to cancel a job.", "cancel")]
    [InlineData("flink: Cannot parse JobID from \"xyz\". The expected format is [0-9a-fA-F]{32}, e.g. fd72014d4c864993a2e5a9287b4a9c5d.", "cancel", "xyz")]
    [InlineData("flink: option -s of 'flink cancel' is refused: savepoints are not there yet", "cancel", "-s", "x", "3a1e383e95fc28953e5eda554b5a0b7c")]
    [InlineData("flink: -D: parallelism.default: 'x' is not valid; expected an integer of at least 1", "run", "-D", "parallelism.default=x", "x")]
    public async Task Wrong_usage_is_one_line_on_standard_error(string expected, params string[] arguments) =>
        Assert.Equal(expected, (await FlinkProcess.RunAsync(arguments)).OnlyError());

    [Theory]
    [InlineData("-s", "savepoints are not there yet")]
    [InlineData("-n", "savepoints are not there yet")]
    [InlineData("-C", "dotnet publish")]
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
    [InlineData("stop")]
    [InlineData("savepoint")]
    public async Task Action_that_needs_savepoints_is_refused(string verb) =>
        Assert.StartsWith(
            $"flink: 'flink {verb}' is refused: savepoints are not there yet.",
            (await FlinkProcess.RunAsync(verb, "3a1e383e95fc28953e5eda554b5a0b7c")).OnlyError());

    [Fact]
    public async Task Cluster_that_does_not_answer_is_named()
    {
        var list = await FlinkProcess.RunAsync("list");
        var cancel = await FlinkProcess.RunAsync("cancel", "3a1e383e95fc28953e5eda554b5a0b7c");
        var run = await FlinkProcess.RunAsync("run", "-t", "remote", FlinkProcess.ScriptedProgram, "count");

        Assert.Equal((1, "Waiting for response...\n"), (list.ExitCode, list.Output));
        Assert.StartsWith("flink: Failed to retrieve job list: ", Assert.Single(list.ErrorLines));
        Assert.Equal((1, "Cancelling job 3a1e383e95fc28953e5eda554b5a0b7c.\n"), (cancel.ExitCode, cancel.Output));
        Assert.StartsWith("flink: Could not cancel job 3a1e383e95fc28953e5eda554b5a0b7c: ", Assert.Single(cancel.ErrorLines));
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("http://localhost:1/", Assert.Single(run.ErrorLines));
        Assert.All((FlinkResult[])[list, cancel], result => Assert.Contains("http://localhost:1/", result.Error));
    }
}
