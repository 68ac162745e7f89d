using System.Text.RegularExpressions;
using Flink.Core.FileSystems;
using Flink.ResourceManagers.Testing;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Clusters;

/// <summary>Sessions and applications from the command line to their end, on the lab's YARN and HDFS.</summary>
public sealed partial class YarnClusterTests : IAsyncDisposable
{
    private static readonly string[] _counts = ["a,3", "b,2", "c,1"];

    private const int Priority = 7;

    private FlinkHome? _home;

    private static string WordCount => Installation.Program("WordCount", "WordCount");

    public async ValueTask DisposeAsync()
    {
        if (_home is null)
        {
            return;
        }

        if (TestContext.Current.TestState?.Result is TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await _home.DescribeAsync());
        }

        await _home.DisposeAsync();
    }

    [Fact]
    public async Task A_session_counts_words_from_hdfs_to_hdfs_and_leaves_nothing()
    {
        var home = _home = await FlinkHome.OpenAsync();
        var input = home.Write("in", "a b c a\nb a\n");
        var name = home.NewName("y-session");

        // YARN's own limit is 0, and only an administrator can raise it.
        if (Hadoop.HasCommands)
        {
            Hadoop.AllowPriorities(Priority);
        }

        var (code, output, errors) = await home.RunSessionScriptAsync("-d", "-nm", name, "-qu", "batch", "-s", "2", "-at", "Books", "-D", "yarn.tags=Red, green", "-D", $"yarn.application.priority={Priority}");
        Assert.True(code == 0, errors);
        var app = await home.ApplicationAsync(name);
        Assert.Contains(app.Id, output, StringComparison.Ordinal);
        Assert.Equal(("RUNNING", "root.batch", Hadoop.HasCommands ? Priority : app.Priority), (app.State, app.Queue, app.Priority));
        Assert.Equal("Books", app.Type);

        // YARN writes tags small.
        Assert.Equal(["green", "red"], app.Tags.Order(StringComparer.Ordinal));
        Assert.Contains($"applicationID={app.Id}", File.ReadAllText(Path.Combine(home.Local, $".yarn-properties-{Environment.UserName}")), StringComparison.Ordinal);
        try
        {
            // A second one of the name is refused, and takes no files from the first.
            (code, _, errors) = await home.RunSessionScriptAsync("-d", "-nm", name);
            Assert.Equal(1, code);
            Assert.Contains($"Cluster {name} is there already ({app.Id})", errors, StringComparison.Ordinal);

            // The note of this installation is gone: the properties file, as Apache Flink's tools write it too, leads there.
            File.Delete(Path.Combine(home.Local, "state/session"));
            (code, output, errors) = await home.RunAsync("run", "-t", "yarn-session", WordCount, "--input", $"{input}", "--output", $"{home.Remote.Child("out")}");
            Assert.True(code == 0, errors);
            Assert.Equal(_counts, home.Lines(home.Remote.Child("out")).Order(StringComparer.Ordinal));

            // YARN's web proxy leads to the JobManager's REST endpoint.
            Assert.Contains("/proxy/", app.TrackingUrl, StringComparison.Ordinal);
            using (var http = new HttpClient())
            {
                Assert.Contains("\"FINISHED\"", await http.GetStringAsync(new Uri($"{app.TrackingUrl!.TrimEnd('/')}/v1/jobs/overview")), StringComparison.Ordinal);
            }

            // The cluster is found by the id of its application too.
            (code, output, errors) = await home.RunAsync("list", "-a", "-t", "yarn-session", "-D", $"yarn.application.id={app.Id}");
            Assert.True(code == 0, errors);
            Assert.Contains("(FINISHED)", output, StringComparison.Ordinal);

            // To whom a session of that id is attached, that one can end it.
            (code, output, errors) = await home.RunSessionScriptAsync("-id", app.Id);
            Assert.True(code == 0, errors);

            // Of the JobManager and of a worker: the same bytes as those of embedded runs.
            var hashes = FlinkHome.EngineHashes(app.Id);
            Assert.True(hashes.Count >= 2, $"{hashes.Count} logs name their engine");
            (code, _, errors) = await home.RunAsync("run", "-t", "local", WordCount, "--input", $"{input}", "--output", $"{home.Remote.Child("local")}");
            Assert.True(code == 0, errors);
            Assert.Equal(_counts, home.Lines(home.Remote.Child("local")).Order(StringComparer.Ordinal));
            Assert.Single(hashes.Append(Assert.Single(home.EmbeddedEngineHashes())).Distinct());
        }
        finally
        {
            (code, output, errors) = await home.RunAsync("session", "stop", "-t", "yarn-session", name);
        }

        Assert.True(code == 0, errors);
        app = await home.ApplicationAsync(name);
        Assert.Equal(("FINISHED", "SUCCEEDED"), (app.State, app.FinalStatus));
        Assert.False(home.Files.Exists(FilePath.Parse(YarnLab.Staging).Child($".flink/clusters/{name}")));
        await Wait.UntilAsync(() => Containers.Of(app.Id, "taskmanager").Count == 0, () => "Workers of the session that has ended run on");

        // Machines copy the logs of their containers some time after the end.
        if (Hadoop.HasCommands)
        {
            var logs = "";
            await Wait.UntilAsync(
                () => (logs = Hadoop.Run("yarn", "logs", "-applicationId", app.Id)) is not null
                    && logs.Contains("LogType:jobmanager.log", StringComparison.Ordinal) && logs.Contains("LogType:taskmanager.log", StringComparison.Ordinal),
                () => $"'yarn logs' has no logs of ours: {logs[..Math.Min(logs.Length, 4000)]}");
            Assert.Contains("Job WordCount", logs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_that_is_a_service_is_found_used_and_stopped_by_the_same_commands()
    {
        var home = _home = await FlinkHome.OpenAsync();
        var input = home.Write("in", "a b c a\nb a\n");
        var name = home.NewName("y-service");
        var (code, _, errors) = await home.RunSessionScriptAsync("-d", "-nm", name, "-D", "yarn.driver=services", "-D", "yarn.service.am-resource.memory=256m");
        Assert.True(code == 0, errors);
        Assert.Equal("yarn-service", (await home.ApplicationAsync(name)).Type);
        try
        {
            (code, _, errors) = await home.RunAsync("run", "-t", "yarn-session", WordCount, "--input", $"{input}", "--output", $"{home.Remote.Child("out")}");
            Assert.True(code == 0, errors);
            Assert.Equal(_counts, home.Lines(home.Remote.Child("out")).Order(StringComparer.Ordinal));
        }
        finally
        {
            (code, _, errors) = await home.RunAsync("session", "stop", "-t", "yarn-session", name);
        }

        Assert.True(code == 0, errors);
        var app = await home.ApplicationAsync(name);
        Assert.Equal(("FINISHED", "SUCCEEDED"), (app.State, app.FinalStatus));
    }

    [Fact]
    public async Task A_second_application_uploads_nothing_again_and_its_failure_is_that_of_the_command()
    {
        var home = _home = await FlinkHome.OpenAsync();
        var input = home.Write("in", "a b c a\nb a\n");
        var archives = FilePath.Parse(YarnLab.Staging).Child(".flink/archives");

        var first = home.NewName("y-first");
        var (code, _, errors) = await home.RunAsync(
            "run", "-t", "yarn-application", "-D", "execution.attached=true", "-D", $"yarn.application.name={first}", WordCount, "--input", $"{input}", "--output", $"{home.Remote.Child("out")}");
        Assert.True(code == 0, errors);
        Assert.Equal(_counts, home.Lines(home.Remote.Child("out")).Order(StringComparer.Ordinal));
        var app = await home.ApplicationAsync(first);
        Assert.Equal(("FINISHED", "SUCCEEDED"), (app.State, app.FinalStatus));
        var uploaded = home.Files.List(archives);

        var second = home.NewName("y-second");
        (code, _, errors) = await home.RunAsync(
            "run", "-t", "yarn-application", "-D", "execution.attached=true", "-D", $"yarn.application.name={second}", WordCount, "--input", $"{home.Remote.Child("nothing")}", "--output", $"{home.Remote.Child("none")}");

        Assert.Equal(1, code);
        Assert.Contains("does not exist", errors, StringComparison.Ordinal);
        app = await home.ApplicationAsync(second);
        Assert.Equal(("FINISHED", "FAILED"), (app.State, app.FinalStatus));
        Assert.Contains("does not exist", app.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(uploaded, home.Files.List(archives));
    }

    [Fact]
    public async Task A_job_goes_on_from_its_last_checkpoint_when_its_JobManager_is_killed_and_its_workers_are_found_again()
    {
        var home = _home = await FlinkHome.OpenAsync();
        var name = home.NewName("y-ha");
        var results = home.Remote.Child("counts");
        var (code, _, errors) = await home.RunSessionScriptAsync("-d", "-nm", name, "-D", "high-availability.type=yarn");
        Assert.True(code == 0, errors);
        var app = await home.ApplicationAsync(name);
        try
        {
            (code, var output, errors) = await home.RunAsync(
                "run", "-d", "-t", "yarn-session", "-D", "high-availability.type=yarn", Installation.Program("Flink.Assets.ScriptedProgram", "ScriptedProgram"), "counts", home.Local, $"out={results}");
            Assert.True(code == 0, errors);
            var job = JobLine().Match(output).Groups[1].Value;
            var checkpoints = home.Remote.Child($"checkpoints/{job}");
            await Wait.UntilAsync(() => CheckpointsIn(home, checkpoints) > 0, () => "No checkpoint is completed");
            var workers = Containers.Of(app.Id, "taskmanager").Order().ToArray();
            Assert.NotEmpty(workers);
            var (first, pid) = Assert.Single(Containers.Of(app.Id, "jobmanager"));

            Containers.Kill(pid);
            await Wait.UntilAsync(() => Containers.Of(app.Id, "jobmanager") is [var (container, _)] && container != first, () => "No other JobManager comes");
            var before = CheckpointsIn(home, checkpoints);
            await Wait.UntilAsync(() => CheckpointsIn(home, checkpoints) > before, () => "The job does not go on");

            Assert.Equal(workers, Containers.Of(app.Id, "taskmanager").Order());
            await File.WriteAllTextAsync(Path.Combine(home.Local, "gate"), "");
            await Wait.UntilAsync(() => home.Files.Exists(results) && home.Lines(results).Count == 100_000, () => "The job does not come to its end");
            Assert.Equal(100_000, home.Lines(results).Distinct().Count());
        }
        finally
        {
            (code, _, errors) = await home.RunAsync("session", "stop", "-t", "yarn-session", name);
        }

        Assert.True(code == 0, errors);
    }

    private static long CheckpointsIn(FlinkHome home, FilePath folder) => home.Files.Exists(folder)
        ? home.Files.List(folder).Select(static entry => entry.Path.Name).Where(static name => name.StartsWith("chk-", StringComparison.Ordinal)).Select(static name => long.Parse(name[4..])).Append(0).Max()
        : 0;

    [GeneratedRegex("JobID ([0-9a-f]{32})")]
    private static partial Regex JobLine();
}
