using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>What many jobs leave behind in the processes that ran them.</summary>
public sealed class RepetitionTests : ClusterTest
{
    private const int WarmUps = 20;
    private const int Cycles = 200;

    // A leak of one in each cycle is 180 of them.
    private const int FewThreads = 5;
    private const int FewHandles = 20;
    private const int FewFiles = 20;

    // The collector lets a heap grow for a while, and code is compiled anew; a program loaded in each cycle would be some hundred megabytes.
    private const int FewMegabytes = 64;

    [Fact]
    public async Task Two_hundred_jobs_that_are_cancelled_leave_no_thread_handle_file_or_memory()
    {
        // Ended jobs are remembered in a file each, up to so many.
        var (cluster, jobManager, workers) = await StartAsync(1, $"jobstore.max-capacity: {WarmUps}");
        FlinkProcess[] processes = [jobManager, workers[0]];
        var program = await UploadedProgram.UploadAsync(cluster, "the only one");
        for (var i = 0; i < WarmUps; i++)
        {
            await CycleAsync(cluster, program);
        }

        var before = Array.ConvertAll(processes, Holdings.Of);
        var files = FilesOf(cluster);
        for (var i = WarmUps; i < Cycles; i++)
        {
            await CycleAsync(cluster, program);
        }

        for (var i = 0; i < processes.Length; i++)
        {
            var (process, was) = (processes[i], before[i]);
            var now = Holdings.Of(process);
            await Waiting.UntilAsync(
                () => (now = Holdings.Of(process)).Threads <= was.Threads + FewThreads && now.Handles <= was.Handles + FewHandles,
                () => $"{process.Name} had {was} after {WarmUps} jobs, and has {now} after {Cycles}.");
            Assert.True(now.Megabytes <= was.Megabytes + FewMegabytes, $"{process.Name} had {was} after {WarmUps} jobs, and has {now} after {Cycles}.");
        }

        var left = FilesOf(cluster);
        Assert.True(left.Count <= files.Count + FewFiles, $"There were {files.Count} temporary files after {WarmUps} jobs, and {left.Count} are there after {Cycles}: {string.Join(", ", left.Except(files).Take(5))}");
    }

    [Fact]
    public async Task Worker_that_has_loaded_enough_programs_executes_itself_anew_and_goes_on()
    {
        var (cluster, _, workers) = await StartAsync(1, "taskmanager.programs.max-loaded: 2");
        var worker = workers[0];
        for (var i = 0; i < 3; i++)
        {
            Assert.DoesNotContain("executes itself anew", worker.Logged, StringComparison.Ordinal);
            await FinishAsync(cluster, await UploadedProgram.UploadAsync(cluster, $"program {i}"));
        }

        await worker.LogsAsync("executes itself anew");
        await Waiting.UntilAsync(() => CountOf(worker.Logged, "Registered at ResourceManager") == 2, () => $"The new one does not register.\n{worker.Tail}");
        await cluster.RegisteredAsync(1);

        // The same process by its number, with the log of both, and of use.
        Assert.False(worker.HasExited);
        Assert.Contains("taskmanager", await File.ReadAllTextAsync($"/proc/{worker.Id}/cmdline"), StringComparison.Ordinal);
        Assert.Equal(2, CountOf(worker.Logged, "Starting TaskManager"));
        await FinishAsync(cluster, await UploadedProgram.UploadAsync(cluster, "program 3"));
    }

    private static async Task CycleAsync(RealCluster cluster, UploadedProgram program)
    {
        var job = await program.RunAsync("leave-waiting");
        await cluster.Rest.UntilAsync($"v1/jobs/{job}", AllRun);
        using var answer = await cluster.Rest.Http.PatchAsync($"v1/jobs/{job}?mode=cancel", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await cluster.Rest.UntilAsync($"v1/jobs/{job}/status", static status => status.GetProperty("status").GetString() == "CANCELED");
    }

    private static async Task FinishAsync(RealCluster cluster, UploadedProgram program)
    {
        var job = await program.RunAsync("leave");
        await cluster.Rest.UntilAsync($"v1/jobs/{job}/status", static status => status.GetProperty("status").GetString() == "FINISHED");
    }

    private static bool AllRun(JsonElement job) =>
        job.GetProperty("vertices").EnumerateArray().All(static vertex => vertex.GetProperty("status").GetString() == "RUNNING");

    private static HashSet<string> FilesOf(RealCluster cluster) => [.. Directory.EnumerateFiles(cluster.Temporary, "*", SearchOption.AllDirectories)];

    private static int CountOf(string text, string what) => text.Split(what).Length - 1;
}
