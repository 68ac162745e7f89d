using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Core.Programs;

namespace Flink.Benchmarks.Cluster;

/// <summary>How long it takes until the tasks of a job run that somebody asks a cluster for.</summary>
internal static class Submission
{
    private const int LaterJobs = 10;
    private const int Commands = 3;
    private const int WideWorkers = 10;
    private const int WideTasks = 1000;

    // What a program that runs on this engine brings when it is published: not the packages that this one has for its figures of other systems.
    private static readonly string[] Brought = ["Flink.", "K4os.", "Microsoft.Diagnostics.", "System.IO.Hashing.", "YamlDotNet."];
    private static readonly string[] NotBrought = ["Flink.Kubernetes.", "Flink.Benchmarks.deps.json"];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterUpload = TimeSpan.FromSeconds(1);

    /// <summary>Milliseconds from the request to run an uploaded program until all tasks run, for a cluster's first job.</summary>
    public static Measurement First(Effort effort)
    {
        _ = effort;
        using var cluster = new StandaloneCluster();
        cluster.Start();
        return new Measurement(MillisecondsToRunning(cluster.Rest, Upload(cluster.Rest), ClusterJobs.Idle, 2, out _), 0);
    }

    /// <summary>The same for later ones, each of which is cancelled before the next.</summary>
    public static Measurement Later(Effort effort)
    {
        using var cluster = new StandaloneCluster();
        cluster.Start();
        var program = Upload(cluster.Rest);
        Once();
        return new Measurement(Statistics.Median([.. Enumerable.Range(0, effort == Effort.Full ? LaterJobs : 1).Select(_ => Once())]), 0);

        double Once()
        {
            var milliseconds = MillisecondsToRunning(cluster.Rest, program, ClusterJobs.Idle, 2, out var job);
            Thread.Sleep(effort == Effort.Full ? Pause : TimeSpan.Zero);
            cluster.Rest.Cancel(job);
            return milliseconds;
        }
    }

    /// <summary>Seconds that <c>flink run -d</c> takes as a command.</summary>
    public static Measurement Command(Effort effort)
    {
        using var cluster = new StandaloneCluster();
        cluster.Start();
        var program = CopyOfProgram();
        var times = new double[effort == Effort.Full ? Commands : 1];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            cluster.Run("flink", "run", "-d", program, ClusterJobs.Command, ClusterJobs.Idle, "2");
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var job = cluster.Rest.RunningJobs().Single();
            cluster.Rest.WaitUntilRunning(job);
            cluster.Rest.Cancel(job);
        }

        Directory.Delete(program, recursive: true);
        return new Measurement(Statistics.Median(times), 0);
    }

    /// <summary>Seconds until a thousand tasks run on ten workers that have run nothing yet.</summary>
    public static Measurement Wide(Effort effort)
    {
        var tasks = effort == Effort.Full ? WideTasks : WideTasks / 10;
        var workers = effort == Effort.Full ? WideWorkers : 2;
        var parallelism = tasks / ClusterJobs.WideVertices;
        using var cluster = new StandaloneCluster(workers, parallelism / workers);
        cluster.Start();
        var program = Upload(cluster.Rest);
        var milliseconds = MillisecondsToRunning(cluster.Rest, program, ClusterJobs.Wide, parallelism, out _);
        return new Measurement(milliseconds / 1000, 0);
    }

    /// <summary>Uploads this program to a cluster; its id there.</summary>
    public static string Upload(ClusterRest rest)
    {
        var folder = CopyOfProgram();
        var archive = Path.GetTempFileName();
        using (var file = File.Create(archive))
        {
            ProgramArchive.Pack(Path.Combine(folder, "Flink.Benchmarks.dll"), file);
        }

        var program = rest.Upload(archive);
        File.Delete(archive);
        Directory.Delete(folder, recursive: true);

        // Who has uploaded a program runs it a moment later.
        Thread.Sleep(AfterUpload);
        return program;
    }

    // In a folder of its own, without what only other figures need.
    private static string CopyOfProgram()
    {
        var folder = Directory.CreateTempSubdirectory("flink-bench-program-").FullName;
        foreach (var file in Directory.GetFiles(LoadedProgram.Folder))
        {
            var name = Path.GetFileName(file);
            if (Brought.Any(name.StartsWith) && !NotBrought.Any(name.StartsWith))
            {
                File.Copy(file, Path.Combine(folder, name));
            }
        }

        return folder;
    }

    private static double MillisecondsToRunning(ClusterRest rest, string program, string name, int parallelism, out string job)
    {
        using var request = ClusterRest.RequestToRun(ClusterJobs.Command, name, $"{parallelism}");
        var start = TimeProvider.System.GetUtcNow();
        job = rest.Start(program, request);
        return rest.WaitUntilRunning(job) - (start - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    }
}
