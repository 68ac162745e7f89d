using System.Runtime.Versioning;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>What a worker is given when it starts, and what is left of a start that comes to nothing.</summary>
[SupportedOSPlatform("linux")]
public sealed class WorkerStartTests
{
    private const string Sleeps = "exec sleep 1000";

    // Its folder stays on its command line, by which it is found.
    private const string Stays = "while true; do sleep 0.05; done";

    private const string ShowsOptions = "cp \"$3\" \"$(dirname \"$0\")/options\"; exec sleep 1000";

    [Fact]
    public async Task A_process_that_cannot_be_remembered_is_ended_and_nothing_is_left_of_it()
    {
        await using var workers = await StandIn.StartAsync(Stays);
        var folder = Path.Combine(workers.State, "workers", "stand-in-taskmanager-1-1");
        Directory.CreateDirectory(Path.Combine(folder, "process.new"));

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.True(refused.IsRetryable);
        Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
        Assert.Empty(ProcessesOf(workers));

        await workers.RequestAsync();
    }

    [Fact, Rule(5)]
    public async Task A_request_that_is_cancelled_just_as_its_process_has_started_leaves_none()
    {
        await using var workers = await StandIn.StartAsync(Stays);
        using var cancellation = new CancellationTokenSource();
        workers.Said = line =>
        {
            if (line.Contains(" is process ", StringComparison.Ordinal))
            {
                cancellation.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workers.Driver.RequestWorkerAsync(StandIn.NewRequest(), cancellation.Token));

        await Wait.UntilAsync(() => Directory.GetDirectories(Path.Combine(workers.State, "workers")).Length == 0, () => "The worker's folder is left");
        Assert.Empty(ProcessesOf(workers));
        Assert.Empty(workers.Losses);
    }

    [Fact]
    public async Task A_full_disk_of_logs_is_told_with_its_folder()
    {
        using var disk = SmallDisk.Mount(1, files: 2);
        await using var workers = await StandIn.StartAsync(Sleeps, logs: Path.Combine(disk.Path, "log"));
        await File.WriteAllTextAsync(Path.Combine(disk.Path, "last"), "");

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.True(refused.IsRetryable);
        Assert.Contains($"the disk of {workers.Logs} is full", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_logs_that_was_deleted_is_named()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        Directory.Delete(workers.Logs, recursive: true);

        var refused = await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.Contains($"the folder {workers.Logs} of its output is gone", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_and_output_of_a_worker_are_of_this_user_alone()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);

        var worker = await workers.RequestAsync();

        string[] all = [.. Directory.GetFiles(workers.Logs, $"{worker}.*"), Path.Combine(workers.State, "workers", worker.Value)];
        Assert.Equal(3, all.Length);
        Assert.All(all, static path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)));
    }

    [Fact]
    public async Task Temporary_files_of_a_worker_are_in_its_folder_and_go_with_it()
    {
        await using var workers = await StandIn.StartAsync(ShowsOptions);

        var worker = await workers.RequestAsync();

        var folder = Path.Combine(workers.State, "workers", worker.Value, "tmp");
        Assert.Contains(folder, await workers.SaidAsync("options"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder));
    }

    [Fact]
    public async Task Temporary_files_of_a_worker_are_where_somebody_has_said()
    {
        var elsewhere = FlinkConfiguration.Empty.With(CoreOptions.TempDirectories, "/elsewhere");
        await using var workers = await StandIn.StartAsync(ShowsOptions, elsewhere);

        await workers.Driver.RequestWorkerAsync(StandIn.NewRequest(more: elsewhere), CancellationToken.None);

        Assert.DoesNotContain(workers.State, await workers.SaidAsync("options"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsed_start_leaves_nothing()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);

        await workers.Driver.DisposeAsync();

        Assert.Equal(["attempt", "workers"], Directory.GetFileSystemEntries(workers.State).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFiles(workers.Logs));
        Assert.DoesNotContain(workers.Log.GetSnapshot(), static record => record.Message.Contains("ehears", StringComparison.Ordinal));
    }

    private static IEnumerable<string> ProcessesOf(StandIn workers) => Directory.GetDirectories("/proc").Where(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(Path.Combine(workers.Folder, "worker"), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No process, or one that has ended.
            return false;
        }
    });
}
