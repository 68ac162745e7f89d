using System.Diagnostics;
using System.Globalization;

namespace Flink.Cli.SlowTests.Scripts;

public sealed class DaemonTests : IDisposable
{
    private readonly Installation _flink = new();

    private static string Host => Environment.MachineName;

    public void Dispose() => _flink.Dispose();

    [Fact]
    public async Task Start_records_the_process_and_stop_ends_it()
    {
        var started = await _flink.RunAsync("taskmanager.sh", "start");
        var pid = Assert.Single(_flink.PidsOf("taskexecutor"));
        await _flink.WaitForLogAsync("taskexecutor", 0, "Starting TaskManager");
        var stopped = await _flink.RunAsync("taskmanager.sh", "stop");

        Assert.Equal((0, $"Starting taskexecutor daemon on host {Host}.\n"), (started.ExitCode, started.Output));
        Assert.Equal((0, $"Stopping taskexecutor daemon (pid: {pid}) on host {Host}.\n"), (stopped.ExitCode, stopped.Output));
        Assert.False(Installation.IsRunning(pid));
        Assert.False(File.Exists(_flink.PidFileOf("taskexecutor")));
    }

    [Fact]
    public async Task Nothing_to_stop_is_no_error()
    {
        var stop = await _flink.RunAsync("jobmanager.sh", "stop");
        var all = await _flink.RunAsync("taskmanager.sh", "stop-all");

        Assert.Equal((0, $"No standalonesession daemon to stop on host {Host}.\n"), (stop.ExitCode, stop.Output));
        Assert.Equal((0, $"No taskexecutor daemon to stop on host {Host}.\n"), (all.ExitCode, all.Output));
    }

    [Fact]
    public async Task Several_workers_have_numbers_stop_ends_the_last_and_stop_all_every_one()
    {
        for (var i = 0; i < 3; i++)
        {
            await _flink.RunAsync("taskmanager.sh", "start");
        }

        var pids = _flink.PidsOf("taskexecutor");
        for (var i = 0; i < 3; i++)
        {
            await _flink.WaitForLogAsync("taskexecutor", i, "Starting TaskManager");
        }

        var last = await _flink.RunAsync("taskmanager.sh", "stop");
        Assert.Contains($"(pid: {pids[2]})", last.Output);
        Assert.Equal(pids[..2], _flink.PidsOf("taskexecutor"));

        var fourth = await _flink.RunAsync("taskmanager.sh", "start");
        Assert.Equal([$"[INFO] 2 instance(s) of taskexecutor are already running on {Host}.", $"Starting taskexecutor daemon on host {Host}."], fourth.Lines);

        // The number of the one that was stopped is free again, and its log is kept beside the new one.
        await _flink.WaitForLogAsync("taskexecutor", 2, $"Process {_flink.PidsOf("taskexecutor")[2]} ");
        Assert.Contains($"Process {pids[2]} ", await File.ReadAllTextAsync(_flink.LogOf("taskexecutor", 2) + ".1"));

        await _flink.RunAsync("taskmanager.sh", "stop-all");
        Assert.DoesNotContain(pids, Installation.IsRunning);
        Assert.Empty(_flink.PidsOf("taskexecutor"));
    }

    [Fact]
    public async Task Starts_at_the_same_time_get_numbers_of_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _flink.RunAsync("taskmanager.sh", "start")));

        Assert.Equal(3, _flink.PidsOf("taskexecutor").Distinct().Count());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(number => _flink.WaitForLogAsync("taskexecutor", number, "Starting TaskManager")));
    }

    [Fact]
    public async Task Process_that_was_killed_is_not_counted_and_not_recorded_any_more()
    {
        await _flink.RunAsync("taskmanager.sh", "start");
        var killed = Assert.Single(_flink.PidsOf("taskexecutor"));
        Process.GetProcessById(killed).Kill();
        while (Installation.IsRunning(killed))
        {
            await Task.Delay(10);
        }

        var next = await _flink.RunAsync("taskmanager.sh", "start");

        Assert.Equal($"Starting taskexecutor daemon on host {Host}.\n", next.Output);
        Assert.NotEqual(killed, Assert.Single(_flink.PidsOf("taskexecutor")));
    }

    [Fact]
    public async Task Number_that_belongs_to_another_process_by_now_is_left_alone()
    {
        using var other = Process.Start("sleep", "600");
        await File.WriteAllTextAsync(_flink.PidFileOf("taskexecutor"), $"{other.Id}\n");

        var stopped = await _flink.RunAsync("taskmanager.sh", "stop");

        Assert.Equal($"No taskexecutor daemon (pid: {other.Id}) is running anymore on {Host}.\n", stopped.Output);
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task Folders_are_those_of_the_configuration()
    {
        var logs = Path.Combine(_flink.Home, "elsewhere");
        _flink.Configure($"env:\n  log:\n    dir: {logs}\ntaskmanager.memory.process.size: 1g\n");

        await _flink.RunAsync("taskmanager.sh", "start");

        var log = Assert.Single(Directory.GetFiles(logs, "*.out"));
        Assert.Equal($"flink-test-taskexecutor-0-{Host}.out", Path.GetFileName(log));
    }

    [Fact]
    public async Task Foreground_logs_to_standard_output_and_ends_with_the_signal()
    {
        _flink.Configure("jobmanager.rpc.address: localhost\ntaskmanager.memory.process.size: 1g");
        using var process = _flink.Start([], "taskmanager.sh", "start-foreground", "-D", "taskmanager.numberOfTaskSlots=3");
        var line = "";
        while (!line.Contains("numberOfTaskSlots: 3", StringComparison.Ordinal))
        {
            line = await process.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException(await process.StandardError.ReadToEndAsync());
        }

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var result = await Installation.ResultOf(process);

        Assert.Equal(143, result.ExitCode);
        Assert.Contains("TaskManager ends with exit code 143", result.Output);
    }

    [Theory]
    [InlineData("managed.size: 900m", "taskmanager.memory.managed (900.000mb (943718400 bytes))", "which is more than what taskmanager.memory.process.size leaves for Flink")]
    [InlineData("network.max: 1m", "taskmanager.memory.network.min", "is above taskmanager.memory.network.max")]
    public async Task Memory_that_does_not_fit_ends_the_process_with_one_line(string option, params string[] expected)
    {
        _flink.Configure($"taskmanager.memory.process.size: 1g\ntaskmanager.memory.{option}");

        var result = await _flink.RunAsync("taskmanager.sh", "start-foreground");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.All(expected, text => Assert.Contains(text, Assert.Single(result.Error.TrimEnd().Split('\n'))));
    }

    [Theory]
    [InlineData("taskmanager.sh", "restart")]
    [InlineData("jobmanager.sh")]
    [InlineData("standalone-job.sh", "halt")]
    [InlineData("flink-daemon.sh", "start", "zookeeper")]
    public async Task Wrong_usage_says_what_is_right(string script, params string[] arguments)
    {
        var result = await _flink.RunAsync(script, arguments);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("usage: ", result.Error);
    }
}
