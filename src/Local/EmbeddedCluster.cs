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

    public static EmbeddedCluster Run(JobGraph graph, EmbeddedSettings settings, TimeProvider clock, ILoggerFactory loggers)
    {
        var scheduler = new WorkerPool(settings.Cores, clock, settings.BlockedThreshold, loggers.CreateLogger<WorkerPool>(), new ThreadStacks());
        var taskManager = new TaskManager(settings.TaskManager, scheduler, loggers.CreateLogger<TaskManager>());
        var metrics = new TaskMetrics(taskManager);
        var master = new JobMaster(graph, taskManager, clock, loggers.CreateLogger<JobMaster>());
        scheduler.Start(master, affinity: 0);
        _ = DisposeAtEndAsync(master, metrics, taskManager, scheduler);
        master.Start();
        return new EmbeddedCluster(graph, master);
    }

    public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => Task.FromResult(_master.Status);

    public Task CancelAsync(CancellationToken cancellation = default) => _master.CancelAsync().WaitAsync(cancellation);

    public Task<JobResult> GetResultAsync(CancellationToken cancellation = default) => _master.Result.WaitAsync(cancellation);

    private static async Task DisposeAtEndAsync(JobMaster master, TaskMetrics metrics, TaskManager taskManager, WorkerPool scheduler)
    {
        var result = await master.Result.ConfigureAwait(false);
        metrics.Dispose();
        scheduler.Dispose();
        if (result.Warnings.Count == 0)
        {
            taskManager.Dispose();
        }
    }
}
