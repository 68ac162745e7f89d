using System.Runtime.Versioning;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cli.SlowTests.Scripts;

[UnsupportedOSPlatform("windows")]
public sealed class ClusterTests : IDisposable
{
    private readonly Installation _flink = new();

    private static string Host => Environment.MachineName;

    public void Dispose() => _flink.Dispose();

    [Fact]
    public async Task A_worker_starts_for_each_line_and_all_end_with_the_cluster()
    {
        _flink.Configure("workers", "localhost # the first\n\nlocalhost\n");

        var started = await _flink.RunAsync("start-cluster.sh");
        int[] pids = [.. _flink.PidsOf("standalonesession"), .. _flink.PidsOf("taskexecutor")];
        await _flink.WaitForLogAsync("standalonesession", 0, "Starting JobManager");
        await _flink.WaitForLogAsync("taskexecutor", 1, "Starting TaskManager");
        var stopped = await _flink.RunAsync("stop-cluster.sh");

        Assert.Equal(
            [
                "Starting cluster.",
                $"Starting standalonesession daemon on host {Host}.",
                $"Starting taskexecutor daemon on host {Host}.",
                $"[INFO] 1 instance(s) of taskexecutor are already running on {Host}.",
                $"Starting taskexecutor daemon on host {Host}.",
            ],
            started.Lines);
        Assert.Equal(3, pids.Length);
        Assert.Equal((0, 3), (stopped.ExitCode, stopped.Lines.Length));
        Assert.DoesNotContain(pids, Installation.IsRunning);
    }

    [Fact]
    public async Task Other_hosts_are_reached_by_ssh()
    {
        // Runs here what would run there, and says so.
        _flink.AddTool("ssh", """
            #!/bin/bash
            echo "ssh $*"
            shift $(($# - 1))
            exec bash -c "$1"
            """);
        _flink.Configure("workers", "worker-1\nlocalhost\n");

        var started = await _flink.RunAsync(new Dictionary<string, string> { ["FLINK_SSH_OPTS"] = "-p 2222 -q" }, "start-cluster.sh");
        await _flink.WaitForLogAsync("taskexecutor", 1, "Starting TaskManager");
        var stopped = await _flink.RunAsync("stop-cluster.sh");

        Assert.Contains($"ssh -n -p 2222 -q worker-1 -- env FLINK_CONF_DIR={_flink.Conf} {_flink.Home}/bin/taskmanager.sh start", started.Output);
        Assert.Single(started.Lines, line => line.StartsWith("ssh", StringComparison.Ordinal));
        Assert.Contains($"ssh -n worker-1 -- env FLINK_CONF_DIR={_flink.Conf} {_flink.Home}/bin/taskmanager.sh stop", stopped.Output);
        Assert.Empty(_flink.PidsOf("taskexecutor"));
    }

    [Fact]
    public async Task Host_that_does_not_answer_keeps_no_other_from_its_turn()
    {
        _flink.AddTool("ssh", """
            #!/bin/bash
            echo "ssh: no route to host" >&2
            exit 255
            """);
        _flink.Configure("workers", "worker-1\nlocalhost\n");

        var started = await _flink.RunAsync("start-cluster.sh");
        await _flink.WaitForLogAsync("taskexecutor", 0, "Starting TaskManager");
        var stopped = await _flink.RunAsync("stop-cluster.sh");

        Assert.Equal((1, "ssh: no route to host\nstart-cluster.sh: not everything was started: see above what worker-1 said\n"), (started.ExitCode, started.Error));
        Assert.Equal((1, "ssh: no route to host\nstop-cluster.sh: not everything was stopped: see above what worker-1 said\n"), (stopped.ExitCode, stopped.Error));
        Assert.Contains($"Starting taskexecutor daemon on host {Host}.", started.Lines);
        Assert.Equal(2, stopped.Lines.Length);
        Assert.Empty(_flink.PidsOf("taskexecutor").Concat(_flink.PidsOf("standalonesession")));
    }

    [Fact]
    public async Task Several_JobManagers_without_high_availability_are_refused()
    {
        _flink.Configure("masters", "localhost:8081\nlocalhost:8082\n");

        var result = await _flink.RunAsync("start-cluster.sh");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("several JobManagers need high-availability.type", result.Error);
        Assert.Empty(_flink.PidsOf("standalonesession"));
    }

    [Fact]
    public async Task Configuration_that_cannot_be_read_ends_the_script_with_its_message()
    {
        _flink.Configure("env: [");

        var result = await _flink.RunAsync("start-cluster.sh");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("config.yaml", result.Error);
        Assert.Empty(_flink.PidsOf("standalonesession"));
    }

    [Fact]
    public async Task Programs_run_on_the_cluster_and_get_their_results_from_it()
    {
        var program = Built.ScriptedProgram;
        var (rpc, rest) = (FreePorts.Take(), FreePorts.Take());
        _flink.Configure($"""
            jobmanager.rpc.address: localhost
            jobmanager.rpc.port: {rpc}
            jobmanager.memory.process.size: 1600m
            taskmanager.memory.process.size: 1728m
            taskmanager.numberOfTaskSlots: 1
            rest.address: localhost
            rest.port: {rest}
            """);
        _flink.Configure("workers", "localhost\nlocalhost\n");
        await _flink.RunAsync("start-cluster.sh");
        await _flink.WaitForLogAsync("taskexecutor", 0, "Registered at ResourceManager");
        await _flink.WaitForLogAsync("taskexecutor", 1, "Registered at ResourceManager");

        var left = await _flink.RunAsync("flink", "run", "-d", "-p", "1", program, "leave");
        var counted = await _flink.RunAsync("flink", "run", "-p", "2", program, "count");
        var collected = await _flink.RunAsync("flink", "run", "-p", "2", program, "collect");
        var detached = await _flink.RunAsync("flink", "run", "-d", "-p", "2", program, "collect");

        var (file, folder, output) = (Path.Combine(_flink.Home, "model.txt"), Path.Combine(_flink.Home, "models"), Path.Combine(_flink.Home, "cached.out"));
        File.WriteAllText(file, "one file");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "inside.txt"), "one folder");
        var cached = await _flink.RunAsync("flink", "run", "-p", "2", program, "cached", file, folder, output);
        var again = Path.Combine(_flink.Home, "again.out");
        var applied = await _flink.RunAsync("flink", "run-application", "-p", "2", program, "cached", file, folder, again);
        var failed = await _flink.RunAsync("flink", "run-application", program, "throw");

        // The job is being cancelled, which the program does not wait for.
        var listed = await _flink.RunAsync("flink", "list", "-r");
        for (var i = 0; i < 400 && !listed.Output.Contains("No running jobs.", StringComparison.Ordinal); i++)
        {
            listed = await _flink.RunAsync("flink", "list", "-r");
        }

        Assert.True(left.ExitCode == 0, left.Error);
        Assert.Contains("main has ended", left.Output);
        Assert.True(counted.ExitCode == 0, counted.Error);
        Assert.True(collected.ExitCode == 0, collected.Error);
        Assert.Contains($"sum={10_000L * 10_001}\n", collected.Output);
        Assert.True(cached.ExitCode == 0, cached.Error);
        Assert.Equal(["1 one file one folder", "2 one file one folder", "3 one file one folder", "4 one file one folder"], LinesOf(output));
        Assert.True(applied.ExitCode == 0, applied.Error);
        Assert.StartsWith("Job has been submitted with JobID ", applied.Output);
        Assert.Equal(LinesOf(output), LinesOf(again));
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("main gives up", failed.Error);
        Assert.Equal(1, detached.ExitCode);
        Assert.Contains("was submitted detached", detached.Error);
        Assert.Contains("No running jobs.", listed.Output);
    }

    private static IEnumerable<string> LinesOf(string output) =>
        (Directory.Exists(output) ? Directory.GetFiles(output, "*", SearchOption.AllDirectories) : [output]).SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal);
}
