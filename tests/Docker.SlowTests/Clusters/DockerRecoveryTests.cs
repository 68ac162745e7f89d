using System.Globalization;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests.Clusters;

/// <summary>What becomes of a job when its container goes.</summary>
[Collection(Name)]
public sealed class DockerRecoveryTests : DockerClusterTest
{
    private const long Records = 100_000;
    private const int Keys = 10;

    [Fact]
    public async Task Work_of_a_stopped_container_moves_from_a_checkpoint_before_the_container_ends()
    {
        var folder = NewFolder();
        try
        {
            using var command = Flink.Start(
                ["run", "-t", "docker", .. Options, "-D", $"docker.volumes={folder}:{folder}", "-D", $"execution.checkpointing.dir=file://{folder}/checkpoints",
                 "-D", "restart-strategy.type=none", FlinkCommand.Scripted, "counts", folder.FullName]);
            try
            {
                var said = new SaidLines(command.StandardError);
                var worker = await RegisteredAsync(said);

                // Something runs on it.
                await JobManagerSaysAsync("Checkpoint 1 of job counts is complete");
                await Engine.PostAsync($"/containers/{worker}/stop?t=60");
                await JobManagerSaysAsync("tasks over on other TaskManagers, from checkpoint");
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, "gate"), "");

                // Without restarts: a failure would have been the end.
                var errors = await said.All.WaitAsync(TimeSpan.FromMinutes(2));
                await command.WaitForExitAsync();
                Assert.True(command.ExitCode == 0, errors);
                Assert.Contains("will be gone at", errors, StringComparison.Ordinal);
            }
            finally
            {
                command.Kill();
                await NothingIsLeftAsync();
            }

            CountsAreExact(folder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Killed_JobManager_with_high_availability_comes_back_to_its_workers_and_none_is_started_twice()
    {
        const string Cluster = "docker-recovery-test";
        var folder = NewFolder();

        // One in which names are known: that the JobManager comes back with another address must not matter.
        await Engine.PostAsync("/networks/create", new { Name = Cluster });
        try
        {
            await RunsAsync(
                ["session", "start", "-t", "docker", .. Options, "-D", $"docker.network={Cluster}", "-D", $"docker.volumes={folder}:{folder}", "-D", "high-availability.type=FILESYSTEM",
                 "-D", $"high-availability.storageDir=file://{folder}/ha", "-D", $"execution.checkpointing.dir=file://{folder}/checkpoints", Cluster]);
            await RunsAsync(["run", "-d", "-t", "docker", "-D", $"cluster.id={Cluster}", "-p", "2", FlinkCommand.Scripted, "counts", folder.FullName]);
            await JobManagerSaysAsync("Checkpoint 1 of job counts is complete");
            var workers = await WorkersAsync();
            var jobManager = Assert.Single(await Engine.ContainersAsync(ComponentLabel, JobManager)).Name;

            await Engine.PostAsync($"/containers/{jobManager}/kill");
            await Engine.PostAsync($"/containers/{jobManager}/start");
            await JobManagerSaysAsync("2 workers of an earlier term");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "gate"), "");

            await Wait.UntilAsync(() => Counts(folder).Count() == Records, () => "The job does not end");
            Assert.Equal(workers, await WorkersAsync());
            CountsAreExact(folder);
            await RunsAsync(["session", "stop", "-t", "docker", Cluster]);
            await NothingIsLeftAsync();
        }
        finally
        {
            await Flink.RunAsync("session", "stop", "-t", "docker", Cluster);
            await Engine.DeleteAsync($"/networks/{Cluster}");
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Worker_that_is_out_of_memory_is_named_in_the_failure_of_the_job()
    {
        var (code, _, errors) = await Flink.RunAsync(
            ["run", "-t", "docker", .. Options, "-D", "restart-strategy.type=none", "-D", "taskmanager.memory.process.size=1g", FlinkCommand.Scripted, "hoard"]);

        Assert.Equal(1, code);
        Assert.Contains("exit code 137", errors, StringComparison.Ordinal);
        Assert.Contains("took more than its limit of 1024 MiB", errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    // Read and written by the user of the image, which is not ours.
    private static DirectoryInfo NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("flink-docker-work-");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0x1FF);
        }

        return folder;
    }

    private async Task RunsAsync(IEnumerable<string> arguments)
    {
        var (code, _, errors) = await Flink.RunAsync(arguments);
        Assert.True(code == 0, errors);
    }

    private static void CountsAreExact(DirectoryInfo folder)
    {
        Assert.All(
            Counts(folder).GroupBy(static count => count.Key),
            static key => Assert.Equal(Enumerable.Range(1, (int)(Records / Keys)).Select(static n => (long)n), key.Select(static count => count.Count).Order()));
        Assert.Equal(Records, Counts(folder).Count());
    }

    private Task JobManagerSaysAsync(string words)
    {
        var log = "";
        return Wait.UntilAsync(async () => (log = await JobManagerLogAsync()).Contains(words, StringComparison.Ordinal), () => $"The JobManager does not say '{words}':\n{log}");
    }

    private static IEnumerable<(string Key, long Count)> Counts(DirectoryInfo folder) => folder.GetDirectories("out").Single()
        .EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => !file.Name.StartsWith('.') && !file.Name.StartsWith('_'))
        .SelectMany(static file => File.ReadLines(file.FullName))
        .Select(static line => line.Trim('(', ')').Split(','))
        .Select(static parts => (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)));
}
