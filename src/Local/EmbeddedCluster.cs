using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Local;

/// <summary>A whole cluster as objects in this process, for one job: one place where the parts are put together.</summary>
internal sealed class EmbeddedCluster : IJobClient
{
    private readonly JobMaster _master;

    private EmbeddedCluster(JobGraph graph, JobMaster master)
    {
        JobId = graph.Id;
        _master = master;
    }

    public JobId JobId { get; }

    public bool FetchesResults => false;

    public static EmbeddedCluster Run(JobGraph graph, FlinkConfiguration configuration, TimeProvider clock, ILoggerFactory loggers)
    {
        var settings = EmbeddedSettings.From(configuration);
        var io = new IoThreads(IoThreads.DefaultThreads);
        var fileSystems = Streaming.FileSystems.Registry;
        fileSystems.Configure(configuration);
        // Slots are kept: nobody else waits for those of this process.
        var jobSettings = JobMasterSettings.From(configuration, graph.Id) with
        {
            Io = io,
            FileSystems = fileSystems,
            SlotIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        var scheduler = new WorkerPool(settings.Cores, clock, settings.BlockedThreshold, loggers.CreateLogger<WorkerPool>(), new ThreadStacks());
        var taskManager = new TaskManager(settings.TaskManager, scheduler, loggers.CreateLogger<TaskManager>(), io, fileSystems);
        var master = new JobMaster(graph, taskManager, clock, loggers.CreateLogger<JobMaster>(), settings: jobSettings);
        IDisposable[] metrics = [new TaskMetrics(taskManager), new JobMetrics(master)];
        scheduler.Start(master, affinity: 0);
        _ = DisposeAtEndAsync(master, metrics, taskManager, scheduler, io);
        master.Start();
        return new EmbeddedCluster(graph, master);
    }

    public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => Task.FromResult(_master.Status);

    public Task CancelAsync(CancellationToken cancellation = default) => _master.CancelAsync().WaitAsync(cancellation);

    public Task<JobResult> GetResultAsync(CancellationToken cancellation = default) => _master.Result.WaitAsync(cancellation);

    private static async Task DisposeAtEndAsync(
        JobMaster master, IDisposable[] metrics, TaskManager taskManager, WorkerPool scheduler, IoThreads io)
    {
        var result = await master.Result.ConfigureAwait(false);
        Array.ForEach(metrics, static metric => metric.Dispose());
        scheduler.Dispose();

        // Before the memory: state that was frozen may still be read.
        io.Dispose();
        if (result.Warnings.Count == 0)
        {
            taskManager.Dispose();
        }
    }
}
