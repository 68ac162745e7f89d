using System.Diagnostics;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>Clusters of processes, as <c>flink run -t process</c> makes them, by what the command says of its steps.</summary>
internal static class ProcessRuns
{
    private const int ManyWorkers = 50;

    /// <summary>Milliseconds from the request of a worker until it is registered.</summary>
    public static Measurement Registered(Effort effort) => Measurement.MedianOf(effort, static _ => Run(1).Single());

    /// <summary>Milliseconds of the whole command: cluster, worker, job, end.</summary>
    public static Measurement Command(Effort effort) => Measurement.MedianOf(effort, static _ =>
    {
        var begin = Stopwatch.GetTimestamp();
        Run(1);
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    });

    /// <summary>Milliseconds until the last of many workers that are requested at once is registered.</summary>
    public static Measurement Many(Effort effort)
    {
        var workers = effort == Effort.Full ? ManyWorkers : 2;
        return new Measurement(Run(workers, "-D", "taskmanager.memory.process.size=1g").Max(), 0);
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
    private static int? WorkerOf(int jobManager) => WorkerProcesses.Find(folder =>
        WorkerProcesses.Read(folder, "stat") is { Length: > 0 } state
        && state[(state.LastIndexOf(')') + 2)..].Split(' ') is ["R" or "S" or "D", var parent, ..] && parent == $"{jobManager}");

    private static double[] Run(int parallelism, params IEnumerable<string> options) => WordCountRun.Registrations("process", parallelism, plugins: null, options);
}
