using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Processes;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>What can happen to processes, with workers that are a script.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProcessDriverTests
{
    private const string Sleeps = "exec sleep 1000";

    [Fact]
    public async Task Exit_code_and_last_words_of_a_worker_are_told()
    {
        await using var workers = await StandIn.StartAsync("echo 'no port is free' >&2; exit 7");

        var worker = await workers.RequestAsync();

        var diagnostics = await workers.LossOfAsync(worker);
        Assert.Contains("ended with exit code 7", diagnostics, StringComparison.Ordinal);
        Assert.Contains("no port is free", diagnostics, StringComparison.Ordinal);
        Assert.Contains($"{worker}.log", diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_that_nobody_here_has_asked_for_is_told_with_what_may_have_been()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        var worker = await workers.RequestAsync();

        workers.ProcessOf(worker).SignalGroup(9);

        Assert.Contains("was ended by signal 9 (SIGKILL): somebody killed it, or the kernel did", await workers.LossOfAsync(worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_output_does_not_hide_the_end_and_goes_too()
    {
        await using var workers = await StandIn.StartAsync("sleep 1000 & echo $! >\"$(dirname \"$0\")/grandchild\"; exit 3");

        var worker = await workers.RequestAsync();

        Assert.Contains("exit code 3", await workers.LossOfAsync(worker), StringComparison.Ordinal);
        var grandchild = int.Parse(await workers.SaidAsync("grandchild"), CultureInfo.InvariantCulture);
        await Wait.UntilAsync(() => ProcessIdentity.Of(grandchild) is null, () => $"Process {grandchild} of a worker that has ended is left");
    }

    [Fact]
    public async Task A_worker_leads_a_session_of_its_own()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);

        var process = workers.ProcessOf(await workers.RequestAsync());

        var fields = File.ReadAllText($"/proc/{process.Pid}/stat").Split(") ")[1].Split(' ');
        Assert.Equal([process.Pid, process.Pid], fields[2..4].Select(int.Parse));
    }

    [Fact]
    public async Task A_worker_begins_with_every_signal_and_without_an_input()
    {
        await using var workers = await StandIn.StartAsync(
            "(grep -E 'Sig(Blk|Ign)' /proc/$$/status; readlink /proc/$$/fd/0) >\"$0.new\"; mv \"$0.new\" \"$(dirname \"$0\")/begins\"; exec sleep 1000");
        await workers.RequestAsync();

        var said = (await workers.SaidAsync("begins")).Split('\n');
        Assert.Equal("/dev/null", said[2]);

        // The 31 that programs know; the C library has two of its own behind them.
        Assert.All(said[..2], static line => Assert.Equal(0, long.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & int.MaxValue));
    }

    [Fact]
    public async Task A_released_worker_is_asked_to_end_first()
    {
        await using var workers = await StandIn.StartAsync(
            "trap 'echo bye >\"$(dirname \"$0\")/bye\"; exit' TERM; echo ready >\"$(dirname \"$0\")/ready\"; while true; do sleep 0.05; done");
        var worker = await workers.RequestAsync();
        await workers.SaidAsync("ready");

        await workers.Driver.ReleaseWorkerAsync(worker);

        Assert.Equal("bye", await workers.SaidAsync("bye"));
        Assert.Empty(workers.Losses);
    }

    [Fact]
    public async Task A_released_worker_that_heeds_no_signal_is_killed_after_the_grace()
    {
        await using var workers = await StandIn.StartAsync(
            "trap '' TERM; echo ready >\"$(dirname \"$0\")/ready\"; while true; do sleep 1000; done",
            FlinkConfiguration.Empty.With(ResourceManagerOptions.TerminationGrace, TimeSpan.FromMilliseconds(100)));
        var worker = await workers.RequestAsync();
        await workers.SaidAsync("ready");
        var process = workers.ProcessOf(worker);

        await workers.Driver.ReleaseWorkerAsync(worker);

        await Wait.UntilAsync(() => !process.IsAlive, () => $"Process {process.Pid} lives on");
        Assert.Empty(workers.Losses);
    }

    [Fact]
    public async Task A_cluster_that_has_ended_has_no_process_any_more()
    {
        await using var workers = await StandIn.StartAsync(
            "trap 'sleep 0.2; exit' TERM; echo ready >\"$(dirname \"$0\")/ready\"; while true; do sleep 0.05; done");
        var process = workers.ProcessOf(await workers.RequestAsync());
        await workers.SaidAsync("ready");
        var starting = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => workers.RequestAsync()));

        await workers.Driver.DeregisterAsync(ApplicationStatus.Succeeded, null);

        Assert.False(process.IsAlive);
        Assert.Empty(Directory.GetDirectories(Path.Combine(workers.State, "workers")));
        await starting.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_request_that_comes_after_the_end_of_the_cluster_starts_nothing()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        await workers.Driver.DeregisterAsync(ApplicationStatus.Succeeded, null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workers.RequestAsync());

        Assert.Empty(Directory.GetDirectories(Path.Combine(workers.State, "workers")));
    }

    [Fact]
    public async Task The_next_term_in_the_same_process_learns_how_workers_of_the_one_before_have_ended()
    {
        var state = Directory.CreateTempSubdirectory("flink-state-").FullName;
        var first = await StandIn.StartAsync("while [ ! -e \"$(dirname \"$0\")/end\" ]; do sleep 0.05; done; exit 7", state: state);
        for (var i = 0; i < 5; i++)
        {
            await first.RequestAsync();
        }

        await first.LeaveAsync();
        await using (var second = await StandIn.StartAsync(Sleeps, state: state))
        {
            await File.WriteAllTextAsync(Path.Combine(first.Folder, "end"), "");

            Assert.Equal(5, second.Recovered.Count);
            foreach (var worker in second.Recovered)
            {
                Assert.Contains("exit code 7", await second.LossOfAsync(worker.Id), StringComparison.Ordinal);
            }
        }

        Assert.Empty(first.Losses);
        Directory.Delete(first.Folder, recursive: true);
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task A_process_that_got_the_number_of_a_worker_is_left_alone()
    {
        using var stranger = Process.Start("sleep", "1000");
        try
        {
            var state = Directory.CreateTempSubdirectory("flink-state-").FullName;
            var folder = Directory.CreateDirectory(Path.Combine(state, "workers", "stand-in-taskmanager-1-1")).FullName;
            var real = ProcessIdentity.Of(stranger.Id)!;
            await File.WriteAllTextAsync(Path.Combine(folder, "process"), (real with { StartTicks = real.StartTicks - 100 }).ToText());

            await using (var workers = await StandIn.StartAsync(Sleeps, state: state))
            {
                Assert.Empty(workers.Recovered);
                await workers.Driver.ReleaseWorkerAsync(new TaskManagerId("stand-in-taskmanager-1-1"));
            }

            Assert.True(real.IsAlive);
            Assert.False(Directory.Exists(folder));
            Directory.Delete(state, recursive: true);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task What_a_worker_had_started_ends_with_the_next_driver_when_it_died_while_there_was_none()
    {
        var state = Directory.CreateTempSubdirectory("flink-state-").FullName;
        var first = await StandIn.StartAsync("sleep 1000 & echo $! >\"$(dirname \"$0\")/child\"; wait", state: state);
        var worker = first.ProcessOf(await first.RequestAsync());
        var child = ProcessIdentity.Of(int.Parse(await first.SaidAsync("child"), CultureInfo.InvariantCulture))!;
        await first.LeaveAsync();
        using (var leader = Process.GetProcessById(worker.Pid))
        {
            leader.Kill();
        }

        await Wait.UntilAsync(() => !worker.IsAlive, () => $"Process {worker.Pid} lives on");
        Assert.True(child.IsAlive);

        await using (var second = await StandIn.StartAsync(Sleeps, state: state))
        {
            Assert.Empty(second.Recovered);
            await Wait.UntilAsync(() => !child.IsAlive, () => $"Process {child.Pid} lives on");
        }

        Directory.Delete(first.Folder, recursive: true);
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task Ids_are_not_used_again_by_a_later_driver_of_the_same_state()
    {
        var state = Directory.CreateTempSubdirectory("flink-state-").FullName;
        List<TaskManagerId> ids = [];
        for (var term = 0; term < 3; term++)
        {
            await using var workers = await StandIn.StartAsync(Sleeps, state: state);
            ids.Add(await workers.RequestAsync());
        }

        Assert.Equal(3, ids.Distinct().Count());
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task A_worker_that_is_larger_than_the_machine_is_refused_for_good()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync("900000g"));

        Assert.False(refused.IsRetryable);
        Assert.Contains("larger than this machine", refused.Message, StringComparison.Ordinal);
        Assert.Contains(TaskManagerMemoryOptions.ProcessSize.Key, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(workers.State, "workers")));
    }

    [Fact]
    public async Task An_executable_that_is_gone_is_named()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        File.Delete(Path.Combine(workers.Folder, "worker"));

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.False(refused.IsRetryable);
        Assert.Contains(Path.Combine(workers.Folder, "worker"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_named_and_nothing_is_left()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        File.SetUnixFileMode(Path.Combine(workers.Folder, "worker"), UnixFileMode.UserRead);

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.Contains("Permission denied", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetDirectories(Path.Combine(workers.State, "workers")));
    }

    [Fact]
    public async Task A_full_disk_under_the_folder_of_workers_is_told_with_the_folder()
    {
        using var disk = SmallDisk.Mount(1);
        await using var workers = await StandIn.StartAsync(Sleeps, state: Path.Combine(disk.Path, "state"));
        disk.Fill();

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.True(refused.IsRetryable);
        Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
        Assert.Contains(disk.Path, refused.Message, StringComparison.Ordinal);

        disk.Free();
        await workers.RequestAsync();
    }

    [Fact]
    public async Task Options_are_in_a_file_of_this_user_alone_and_not_on_the_command_line()
    {
        await using var workers = await StandIn.StartAsync("cp \"$3\" \"$(dirname \"$0\")/options\"; exec sleep 1000");
        var request = StandIn.NewRequest(more: FlinkConfiguration.Empty.With("security.ssl.internal.key-password", "geheim"));

        var worker = (await workers.Driver.RequestWorkerAsync(request, CancellationToken.None)).Id;

        Assert.Contains("geheim", await workers.SaidAsync("options"), StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", await File.ReadAllTextAsync($"/proc/{workers.ProcessOf(worker).Pid}/cmdline"), StringComparison.Ordinal);
        var options = Directory.GetFiles(Path.Combine(workers.State, "workers", worker.Value), "*.yaml").Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(options));
    }
}
