using System.Diagnostics;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>How long processes take until they are of use, and what they weigh then.</summary>
internal static class StartUp
{
    private const int Starts = 5;

    private static readonly TimeSpan Rehearsing = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Milliseconds from the start of a TaskManager's process until it is registered.</summary>
    public static Measurement TaskManager(Effort effort)
    {
        using var cluster = new StandaloneCluster(taskManagers: 0);
        cluster.Start();
        var times = new double[effort == Effort.Full ? Starts : 1];
        var workers = new List<Process>();
        try
        {
            for (var i = 0; i < times.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                workers.Add(cluster.Launch("taskmanager"));
                cluster.Rest.WaitForWorkers(i + 1);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

                // It rehearses now, which would slow down the next one.
                Thread.Sleep(effort == Effort.Full ? Rehearsing : TimeSpan.Zero);
            }
        }
        finally
        {
            End(workers);
        }

        return new Measurement(Statistics.Median(times), 0);
    }

    /// <summary>Seconds from <c>start-cluster.sh</c> until its TaskManager is registered.</summary>
    public static Measurement Cluster(Effort effort)
    {
        _ = effort;
        using var cluster = new StandaloneCluster();
        return new Measurement(cluster.Start().TotalSeconds, 0);
    }

    /// <summary>Resident megabytes of a TaskManager that has had nothing to do.</summary>
    public static Measurement IdleTaskManager(Effort effort) => Idle(effort, static cluster => cluster.Workers[0]);

    /// <summary>Resident megabytes of a JobManager that has had nothing to do.</summary>
    public static Measurement IdleJobManager(Effort effort) => Idle(effort, static cluster => cluster.JobManager);

    private static Measurement Idle(Effort effort, Func<StandaloneCluster, int> process)
    {
        using var cluster = new StandaloneCluster();
        cluster.Start();
        if (effort == Effort.Full)
        {
            Thread.Sleep(Settling);
        }

        return new Measurement(StandaloneCluster.ResidentMegabytes(process(cluster)), 0);
    }

    private static void End(List<Process> processes)
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
