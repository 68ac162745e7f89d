using System.Diagnostics;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>A JobManager of this machine that asks a driver for its workers, whose processes this machine can kill, and jobs with checkpoints on them.</summary>
internal sealed class WorkersOnDemand : IDisposable
{
    private const int Runs = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SomeCheckpoints = TimeSpan.FromSeconds(1);

    private readonly StandaloneCluster _cluster;
    private readonly string _checkpoints = Directory.CreateTempSubdirectory("flink-bench-checkpoints-").FullName;
    private readonly Func<WorkersOnDemand, int?> _findWorker;
    private string _program = "";

    /// <param name="findWorker">Finds the process of the one worker there is; null while there is none.</param>
    /// <param name="options">Lines of <c>config.yaml</c>, at least the driver, by the folder of the checkpoints.</param>
    public WorkersOnDemand(Func<WorkersOnDemand, int?> findWorker, Func<string, IEnumerable<string>> options)
    {
        _findWorker = findWorker;
        _cluster = new StandaloneCluster(
            taskManagers: 0,
            slots: 1,
            [
                "taskmanager.memory.process.size: 1g",
                "execution.checkpointing.interval: 200 ms",
                $"execution.checkpointing.dir: file://{_checkpoints}",
                "restart-strategy.type: fixed-delay",
                "restart-strategy.fixed-delay.attempts: 100",
                "restart-strategy.fixed-delay.delay: 0 s",
                .. options(_checkpoints),
            ]);

        // Workers in containers run as a user of their own.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_checkpoints, (UnixFileMode)0b111_111_111);
        }
    }

    /// <summary>The process of its JobManager.</summary>
    public int JobManager => _cluster.JobManager;

    /// <summary>Removes workers that outlive their JobManager.</summary>
    public Action Removes { get; init; } = static () => { };

    /// <summary>Publishes a plug-in into the distribution; before the start.</summary>
    public void Install(string plugin, string project) => _cluster.Install(plugin, project);

    /// <summary>Starts the JobManager.</summary>
    public void Start()
    {
        _cluster.Start();
        _program = Submission.Upload(_cluster.Rest);
    }

    /// <summary>Milliseconds from the request of a worker until it is registered, as the JobManager tells them: for each of several jobs, each of which needs one more.</summary>
    public Measurement Registered(Effort effort)
    {
        for (var i = 0; i < (effort == Effort.Full ? Runs : 1); i++)
        {
            RunIdle();
        }

        return new Measurement(Statistics.Median(RegistrationTimes.In(_cluster.JobManagerOutput())), 0);
    }

    /// <summary>Milliseconds from the death of a worker until all tasks of its job run again.</summary>
    public Measurement Replaced(Effort effort)
    {
        var job = RunIdle();
        return Measurement.MedianOf(effort, _ =>
        {
            Thread.Sleep(SomeCheckpoints);
            if (!Directory.EnumerateFiles(_checkpoints, "_metadata", SearchOption.AllDirectories).Any())
            {
                throw new BenchmarkFailure($"There is no checkpoint in {_checkpoints}.");
            }

            using var process = Process.GetProcessById(Worker());
            var killed = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            process.Kill();
            return _cluster.Rest.WaitUntilRunning(job, after: killed) - killed;
        });
    }

    public void Dispose()
    {
        _cluster.Dispose();
        Removes();
        Directory.Delete(_checkpoints, recursive: true);
    }

    private string RunIdle()
    {
        var job = _cluster.Rest.Start(_program, ClusterJobs.Command, ClusterJobs.Idle, "1");
        _cluster.Rest.WaitUntilRunning(job);
        return job;
    }

    private int Worker()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience; Thread.Sleep(10))
        {
            if (_findWorker(this) is { } worker)
            {
                return worker;
            }
        }

        throw new BenchmarkFailure("The worker has no process here.");
    }
}
