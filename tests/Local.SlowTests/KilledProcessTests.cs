using System.Diagnostics;
using Flink.Core.Configuration;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Local.SlowTests;

/// <summary>A process that is killed without warning and started again from its newest checkpoint writes each result once.</summary>
[Collection(AloneCollection.Name)]
public class KilledProcessTests
{
    private const string FolderVariable = "FLINK_KILLED_PROCESS_FOLDER";
    private const int Keys = 10;

    // Ten seconds of work, of which each life needs some tenths on an idle machine: a busy one is not to come to its end before it is killed.
    private const int Records = 600_000;
    private const string LastVariable = "FLINK_KILLED_PROCESS_IS_LAST";

    [Fact]
    public async Task Killed_process_that_starts_again_from_its_checkpoint_writes_each_result_once()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
        {
            // This is the process that is going to be killed.
            await RunAsync(folder);
            return;
        }

        using var temporary = new TempFolder();
        for (var kills = 0; kills < 3; kills++)
        {
            var before = Newest(temporary.Path);
            using var process = Start(temporary.Path);
            while ((Newest(temporary.Path)?.Number ?? 0) < (before?.Number ?? 0) + 4)
            {
                Assert.False(process.HasExited, $"The job ended before it was killed, after {kills} kills.");
                await Task.Yield();
            }

            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Programs.Patience);
        }

        using var last = Start(temporary.Path, isLast: true);
        await last.WaitForExitAsync().WaitAsync(Programs.Patience);

        Assert.Equal(0, last.ExitCode);
        var counts = Directory.GetFiles(temporary.File("out"), "part-*").SelectMany(File.ReadLines)
            .Select(line => line.Trim('(', ')').Split(", ")).ToLookup(parts => parts[0], parts => int.Parse(parts[1]));
        Assert.Equal(Keys, counts.Count);
        Assert.All(counts, key => Assert.Equal(Enumerable.Range(1, Records / Keys), key.Order()));
        Assert.DoesNotContain(Directory.GetFiles(temporary.File("out")), file => Path.GetFileName(file).StartsWith('.'));
    }

    private static Process Start(string folder, bool isLast = false)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(KilledProcessTests).Assembly.Location);
        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add($"*{nameof(Killed_process_that_starts_again_from_its_checkpoint_writes_each_result_once)}");
        start.Environment[FolderVariable] = folder;
        start.Environment[LastVariable] = isLast ? "true" : "";
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static Task RunAsync(string folder)
    {
        var configuration = FlinkConfiguration.Empty
            .With(CheckpointingOptions.Directory, Path.Combine(folder, "checkpoints"))
            .With(CheckpointingOptions.RetainedCheckpoints, 2);
        if (Newest(folder) is { } newest)
        {
            configuration = configuration.With(CheckpointingOptions.RecoveryPath, newest.Path);
        }

        double? rate = Environment.GetEnvironmentVariable(LastVariable) is { Length: > 0 } ? null : 60_000;
        var environment = new StreamExecutionEnvironment(configuration).SetParallelism(2).EnableCheckpointing(TimeSpan.FromMilliseconds(50));
        environment
            .FromSource(new GeneratorSource<long>(index => index, new GeneratorOptions<long> { Count = Records, RecordsPerSecond = rate }), "Numbers")
            .Map(number => (Key: number % Keys, Count: 1L)).KeyBy(pair => pair.Key).Reduce((a, b) => (a.Key, a.Count + b.Count))
            .WriteAsText(Path.Combine(folder, "out"));
        return environment.FinishAsync();
    }

    private static (int Number, string Path)? Newest(string folder)
    {
        try
        {
            return Directory.GetFiles(Path.Combine(folder, "checkpoints"), "_metadata", SearchOption.AllDirectories)
                .Select(file => Path.GetDirectoryName(file)!)
                .Select(path => ((int, string)?)(int.Parse(Path.GetFileName(path)["chk-".Length..]), path))
                .OrderByDescending(found => found!.Value.Item1)
                .FirstOrDefault();
        }
        catch (DirectoryNotFoundException)
        {
            // Not there yet, or removed during the search; the next look tells.
            return null;
        }
    }
}
