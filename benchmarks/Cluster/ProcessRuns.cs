using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>Clusters of processes, as <c>flink run -t process</c> makes them, by what the command says of its steps.</summary>
internal static partial class ProcessRuns
{
    private const int Runs = 5;
    private const int ManyWorkers = 50;

    /// <summary>Milliseconds from the request of a worker until it is registered.</summary>
    public static Measurement Registered(Effort effort) => Median(effort, static () => Times(Run(1)).Single());

    /// <summary>Milliseconds of the whole command: cluster, worker, job, end.</summary>
    public static Measurement Command(Effort effort) => Median(effort, static () =>
    {
        var begin = Stopwatch.GetTimestamp();
        Run(1);
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    });

    /// <summary>Milliseconds until the last of many workers that are requested at once is registered.</summary>
    public static Measurement Many(Effort effort)
    {
        var workers = effort == Effort.Full ? ManyWorkers : 2;
        var times = Times(Run(workers, "-D", "taskmanager.memory.process.size=1g"));
        return times.Length == workers
            ? new Measurement(times.Max(), 0)
            : throw new BenchmarkFailure($"{times.Length} of {workers} workers have registered");
    }

    /// <summary>As <see cref="Registered"/>, of a JobManager that has run for a while.</summary>
    public static Measurement RegisteredInSession(Effort effort)
    {
        using var workers = NewWorkers();
        return workers.Registered(effort);
    }

    /// <summary>Milliseconds from the death of a worker until all tasks of its job run again, from a checkpoint.</summary>
    public static Measurement Replaced(Effort effort)
    {
        using var workers = NewWorkers();
        return workers.Replaced(effort);
    }

    private static WorkersOnDemand NewWorkers()
    {
        var workers = new WorkersOnDemand(static it => WorkerOf(it.JobManager), static _ => ["resourcemanager.driver: process"]);
        workers.Start();
        return workers;
    }

    // The child of the JobManager that is one.
    private static int? WorkerOf(int jobManager)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process)
                && ReadOrEmpty(Path.Combine(folder, "stat")) is { Length: > 0 } state
                && state[(state.LastIndexOf(')') + 2)..].Split(' ') is ["R" or "S" or "D", var parent, ..] && parent == $"{jobManager}"
                && ReadOrEmpty(Path.Combine(folder, "cmdline")).Split('\0').Contains("taskmanager"))
            {
                return process;
            }
        }

        return null;
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // It has ended.
            return "";
        }
    }

    private static Measurement Median(Effort effort, Func<double> measure) =>
        new(Statistics.Median([.. Enumerable.Range(0, effort == Effort.Full ? Runs : 1).Select(_ => measure())]), 0);

    private static double[] Times(string steps) =>
        [.. RegistrationTime().Matches(steps).Select(static match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    private static string Run(int parallelism, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("flink-bench-process-").FullName;
        try
        {
            string[] arguments =
            [
                Path.Combine(LoadedProgram.EngineFolder, "flink.dll"), "run", "-t", "process", "-p", $"{parallelism}", .. options, Path.Combine(ResultFiles.Root, "examples", "WordCount"),
            ];
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
            start.Environment["FLINK_STATE_DIR"] = folder;
            start.Environment["FLINK_LOG_DIR"] = Path.Combine(folder, "log");
            foreach (var name in (string[])["FLINK_HOME", "FLINK_CONF_DIR", "FLINK_PROPERTIES"])
            {
                start.Environment.Remove(name);
            }

            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? errors : throw new BenchmarkFailure($"flink run -t process ended with {process.ExitCode}: {errors}{output.GetAwaiter().GetResult()}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"registered after (\d+) ms")]
    private static partial Regex RegistrationTime();
}
