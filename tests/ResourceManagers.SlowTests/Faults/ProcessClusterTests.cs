using Flink.Cluster.SlowTests.Harness;

namespace Flink.ResourceManagers.SlowTests.Faults;

/// <summary><c>flink run -t process</c> and sessions, with what happens to real processes.</summary>
public sealed class ProcessClusterTests
{
    private const string HighlyAvailable = """
        high-availability.type: FILESYSTEM
        high-availability.storageDir: {0}
        """;

    [Fact]
    public async Task Command_starts_a_cluster_shows_its_steps_and_what_workers_print_and_leaves_nothing()
    {
        await using var home = new Home();

        var command = await home.RunAsync("run", "-t", "process", "-p", "2", Built.ScriptedProgram, "print");

        Assert.True(await command.ExitAsync() == 0, home.Tell("It failed"));
        // What the cluster and what the client says, each in order; what of the two comes first is anybody's guess.
        ShowsInOrder(command.Errors, "is started", "takes jobs at", "requested: 1 slot", "registered after", "all workers are released", "has ended after");
        ShowsInOrder(command.Output, "Job has been submitted", "\n5\n", "Program execution finished");
        Assert.Equal(["1", "2", "3", "4", "5"], Lines(command).Where(static line => line.Length == 1).Order());
        await home.NothingIsLeftAsync();

        void ShowsInOrder(string said, params string[] steps)
        {
            var at = steps.Select(step => said.IndexOf(step, StringComparison.Ordinal)).ToArray();
            Assert.True(at.SequenceEqual(at.Order()) && at[0] >= 0, home.Tell("Steps are missing or in another order"));
        }
    }

    [Fact]
    public async Task Cluster_whose_REST_is_encrypted_ends_in_order()
    {
        await using var home = new Home();
        var keystore = Path.Combine(home.Folder, "rest.p12");
        Keystore.Write(keystore, "localhost");
        var options = Keystore.Options(keystore, "rest").SelectMany(static option => (string[])["-D", $"{option.Key}={option.Value}"]);

        var command = await home.RunAsync(["run", "-t", "process", .. options, Built.ScriptedProgram, "count"]);

        Assert.True(await command.ExitAsync() == 0, home.Tell("It failed"));
        Assert.Contains("all workers are released", command.Printed, StringComparison.Ordinal);
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Interrupted_command_cancels_its_job_and_leaves_nothing()
    {
        await using var home = new Home();
        var command = home.Start("run", "-t", "process", Built.ScriptedProgram, "forever");
        await command.PrintsAsync("registered after");

        command.Signal("INT");

        Assert.Equal(130, await command.ExitAsync());
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Killed_command_leaves_no_process()
    {
        await using var home = new Home();
        var command = home.Start("run", "-t", "process", Built.ScriptedProgram, "forever");
        await command.PrintsAsync("registered after");

        await command.KillAsync();

        await home.NoProcessIsLeftAsync();

        // The next one clears away what nobody could.
        Assert.Equal(0, await (await home.RunAsync("session", "list")).ExitAsync());
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Killed_JobManager_is_reported_with_the_end_of_its_log_and_takes_its_workers_along()
    {
        await using var home = new Home();
        var command = home.Start("run", "-t", "process", Built.ScriptedProgram, "forever");
        await command.PrintsAsync("registered after");

        Home.Kill((await home.JobManagerAsync()).Pid);

        Assert.Equal(1, await command.ExitAsync());
        Assert.Contains("was ended by signal 9 (SIGKILL)", command.Printed, StringComparison.Ordinal);
        Assert.Contains("jobmanager.log; it said last: ", command.Printed, StringComparison.Ordinal);
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Killed_worker_is_replaced_and_the_job_goes_on_exactly()
    {
        await using var home = new Home("restart-strategy.type: fixed-delay\nrestart-strategy.fixed-delay.attempts: 20\nrestart-strategy.fixed-delay.delay: 0 s");
        var command = home.Start("run", "-t", "process", "-p", "2", Built.ScriptedProgram, "counts", home.Work);
        await home.WorkersAsync(2);
        await Waiting.UntilAsync(() => command.Printed.Split("registered after").Length > 2, () => home.Tell("Two workers have not registered"));

        Home.Kill(home.Workers[0]);

        // By its end, or by a connection that broke before: then it is released, and its cause comes too late for the steps.
        await Waiting.UntilAsync(
            () => command.Printed.Contains("was ended by signal 9 (SIGKILL)", StringComparison.Ordinal) || command.Printed.Contains(" released", StringComparison.Ordinal), () => home.Tell("The loss is not shown"));
        await Waiting.UntilAsync(() => command.Printed.Split("registered after").Length > 3, () => home.Tell("No replacement has registered"));
        await File.WriteAllTextAsync(Path.Combine(home.Work, "gate"), "");
        Assert.True(await command.ExitAsync() == 0, home.Tell("It failed"));
        CountsAreExact(home);
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Worker_that_starts_and_never_registers_is_given_up_and_replaced()
    {
        // It is stopped while its runtime starts, which a busy machine may not give us the time for: then it is tried again.
        for (var attempt = 1; ; attempt++)
        {
            await using var home = new Home("resourcemanager.taskmanager-registration.timeout: 5 s\nresourcemanager.process.termination-grace: 100 ms");
            var command = home.Start("run", "-t", "process", "-p", "1", Built.ScriptedProgram, "print");
            await home.WorkersAsync(1);
            Home.Signal(home.Workers[0], "STOP");

            var code = await command.ExitAsync();
            if (command.Errors.Contains("taskmanager-1-1 registered", StringComparison.Ordinal) && attempt < 10)
            {
                continue;
            }

            Assert.True(code == 0, home.Tell("It failed"));
            Assert.Contains("taskmanager-1-1 released", command.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("taskmanager-1-1 registered", command.Errors, StringComparison.Ordinal);
            await home.NothingIsLeftAsync();
            return;
        }
    }

    [Fact]
    public async Task Workers_that_die_at_once_pause_the_requests_and_their_last_words_are_in_the_failure_of_the_job()
    {
        // Five may fail within a minute; the sixth begins a pause that outlasts the job. The pauses before it add up to 1.5 s.
        await using var home = new Home("""
            slot.request.timeout: 20 s
            resourcemanager.start-worker.max-failure-rate: 5
            resourcemanager.start-worker.retry-interval: 1 h
            """);

        var command = await home.RunAsync("run", "-t", "process", "-p", "1", "-D", "taskmanager.rpc.port=1-1", "-D", "taskmanager.bind-host=192.0.2.1", Built.ScriptedProgram, "print");

        Assert.Equal(1, await command.ExitAsync());
        var failure = Lines(command).Last(static line => line.StartsWith("flink: ", StringComparison.Ordinal) && !line.Contains("cluster", StringComparison.Ordinal));
        Assert.True(
            failure.Contains("ended with exit code 1", StringComparison.Ordinal) && failure.Contains("192.0.2.1", StringComparison.Ordinal),
            home.Tell("The failure does not say why"));
        Assert.True(Lines(command).Count(static line => line.Contains("worker lost: ", StringComparison.Ordinal)) == 6, home.Tell("There were not six workers"));
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Killed_JobManager_with_high_availability_leaves_its_workers_to_the_next_one_and_none_is_started_twice()
    {
        var storage = Directory.CreateTempSubdirectory("flink-ha-").FullName;
        await using var home = new Home(string.Format(System.Globalization.CultureInfo.InvariantCulture, HighlyAvailable, storage));
        Assert.Equal(0, await (await home.RunAsync("session", "start", "-t", "process", "books")).ExitAsync());
        var submitted = await home.RunAsync("run", "-d", "-p", "2", Built.ScriptedProgram, "counts", home.Work);
        Assert.True(await submitted.ExitAsync() == 0, home.Tell("It was not submitted"));
        await home.WorkersAsync(2);
        await Waiting.UntilAsync(() => Directory.Exists(Path.Combine(home.Work, "out")), () => home.Tell("The job does not run"));
        var workers = home.Workers;

        Home.Kill((await home.JobManagerAsync()).Pid);
        var again = await home.RunAsync("session", "start", "-t", "process", "books");

        Assert.True(await again.ExitAsync() == 0, home.Tell("It did not come again"));
        await File.WriteAllTextAsync(Path.Combine(home.Work, "gate"), "");
        await Waiting.UntilAsync(() => CountOfLines(home) == 100_000, () => home.Tell("The job does not end"));
        Assert.Equal(workers, home.Workers);
        CountsAreExact(home);
        var stopped = await home.RunAsync("session", "stop", "books");
        Assert.True(await stopped.ExitAsync() == 0, home.Tell("It did not stop"));
        await home.NothingIsLeftAsync();
        Directory.Delete(storage, recursive: true);
    }

    [Fact]
    public async Task Session_runs_jobs_of_several_commands_which_find_it_and_is_listed_until_it_is_stopped()
    {
        await using var home = new Home();
        var started = await home.RunAsync("session", "start", "-t", "process", "-D", "taskmanager.numberOfTaskSlots=2", "books");
        Assert.True(await started.ExitAsync() == 0, home.Tell("It did not start"));

        var first = await home.RunAsync("run", "-t", "process", "-D", "cluster.id=books", Built.ScriptedProgram, "count");
        var second = await home.RunAsync("run", Built.ScriptedProgram, "count");
        var listed = await home.RunAsync("session", "list");
        var jobs = await home.RunAsync("list", "-a");
        await home.RunAsync("session", "stop", "books");
        var after = await home.RunAsync("session", "list");

        Assert.Equal(0, await first.ExitAsync());
        Assert.True(await second.ExitAsync() == 0, home.Tell("The second one failed"));
        Assert.Contains("session books runs the program", second.Printed, StringComparison.Ordinal);
        Assert.StartsWith("books process http://localhost:", listed.Printed, StringComparison.Ordinal);
        Assert.Equal(2, jobs.Printed.Split("(FINISHED)").Length - 1);
        Assert.Empty(after.Printed.Trim());
        await home.NothingIsLeftAsync();
    }

    private static string[] Lines(FlinkProcess command) => command.Printed.Split('\n');

    private static string[] ResultFiles(Home home) =>
        Directory.GetFiles(Path.Combine(home.Work, "out"), "part-*");

    private static int CountOfLines(Home home) => ResultFiles(home).Sum(static file => File.ReadLines(file).Count());

    // A line for each record with how many its key has had by then: each of the ten keys has had all numbers of records once.
    private static void CountsAreExact(Home home)
    {
        var counts = ResultFiles(home).SelectMany(File.ReadLines).Select(static line => line.Trim('(', ')').Split(',')).Select(static parts => (Key: parts[0], Count: long.Parse(parts[1])));
        Assert.All(counts.GroupBy(static count => count.Key), static key => Assert.Equal(Enumerable.Range(1, 10_000).Select(static n => (long)n), key.Select(static count => count.Count).Order()));
    }
}
