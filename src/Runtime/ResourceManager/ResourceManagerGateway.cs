using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.Rpc;
using Flink.Runtime.TaskExecutor;

namespace Flink.Runtime.ResourceManager;

/// <summary>The ResourceManager of whatever term this process leads in, for the REST endpoint beside it.</summary>
/// <param name="roles">The terms.</param>
internal sealed class ResourceManagerGateway(JobManagerRoles roles) : IResourceManagerGateway
{
    public Task<IReadOnlyList<TaskManagerDetails>> ListTaskManagersAsync(CancellationToken cancellation) =>
        Ask(static manager => Task.FromResult(manager.DescribeWorkers()), cancellation);

    public Task<TaskManagerDetails?> FindTaskManagerAsync(string taskManagerId, CancellationToken cancellation) =>
        Ask(manager => Task.FromResult(manager.DescribeWorker(taskManagerId)), cancellation);

    public Task<IReadOnlyList<MetricSample>?> ReadMetricsAsync(string taskManagerId, CancellationToken cancellation) =>
        AskWorker(taskManagerId, new ReadMetrics(), cancellation);

    public Task<IReadOnlyList<LogFile>?> ListLogsAsync(string taskManagerId, CancellationToken cancellation) =>
        AskWorker(taskManagerId, new ListLogs(), cancellation);

    public Task<LogPiece?> ReadLogAsync(string taskManagerId, LogFileName file, long offset, int count, CancellationToken cancellation) =>
        AskWorker(taskManagerId, new ReadLog(file, offset, count), cancellation);

    private Task<T> Ask<T>(Func<ResourceManager, Task<T>> question, CancellationToken cancellation) => roles.Leading is { ResourceManager: { } manager }
        ? manager.Ask(() => question(manager)).WaitAsync(cancellation)
        : Task.FromException<T>(NotLeading.Exception());

    private Task<T?> AskWorker<T>(string worker, Request<T> question, CancellationToken cancellation)
        where T : class? =>
        Ask(manager => manager.AskWorkerAsync(worker, question, cancellation), cancellation);
}
