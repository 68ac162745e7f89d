using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.Extensions.Logging;

namespace Flink.Rest.Metrics;

/// <summary>The metrics of the whole cluster as the endpoint shows them: fetched when somebody asks, at most once in <c>metrics.fetcher.update-interval</c>.</summary>
internal sealed partial class MetricStore(RestServices services) : IDisposable
{
    private readonly TimeSpan _interval = services.Configuration.Get(MetricOptions.FetcherUpdateInterval);
    private readonly ILogger _logger = services.Loggers.CreateLogger<MetricStore>();
    private readonly SemaphoreSlim _fetching = new(1);
    private readonly Lock _lock = new();
    private readonly MetricTree _tree = new();
    private long _fetched;

    /// <summary>Looks at the metrics; nobody changes them meanwhile, and what is returned must not hold on to the tree.</summary>
    public async Task<T> ReadAsync<T>(Func<MetricTree, T> read, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            return read(_tree);
        }
    }

    public void Dispose() => _fetching.Dispose();

    private bool IsFresh => _interval == TimeSpan.Zero || (_fetched != 0 && services.Clock.GetElapsedTime(_fetched) < _interval);

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        if (IsFresh)
        {
            return;
        }

        await _fetching.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!IsFresh)
            {
                await FetchAsync(cancellation).ConfigureAwait(false);
                _fetched = services.Clock.GetTimestamp();
            }
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task FetchAsync(CancellationToken cancellation)
    {
        var jobs = await services.Dispatcher.ListJobsAsync(cancellation).ConfigureAwait(false);
        var taskManagers = await services.ResourceManager.ListTaskManagersAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            _tree.Keep(jobs.Select(static job => job.Id).ToHashSet());
            foreach (var gone in _tree.TaskManagers.Keys.Except(taskManagers.Select(static one => one.Id), StringComparer.Ordinal).ToArray())
            {
                _tree.TaskManagers.Remove(gone);
            }

            _tree.Add(services.ReadMetrics(), _tree.JobManager);
        }

        await Task.WhenAll(taskManagers.Select(one => FetchAsync(one, cancellation))).ConfigureAwait(false);
    }

    private async Task FetchAsync(TaskManagerDetails taskManager, CancellationToken cancellation)
    {
        try
        {
            if (await services.ResourceManager.ReadMetricsAsync(taskManager.Id, cancellation).ConfigureAwait(false) is not { } samples)
            {
                return;
            }

            lock (_lock)
            {
                if (!_tree.TaskManagers.TryGetValue(taskManager.Id, out var own))
                {
                    _tree.TaskManagers.Add(taskManager.Id, own = new Dictionary<string, double>(StringComparer.Ordinal));
                }

                _tree.Add(samples, own);
            }
        }
        catch (FlinkException e) when (e.IsRetryable)
        {
            // The others have answered; what this one said last is shown on.
            LogSilent(_logger, taskManager.Id, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "TaskManager {TaskManager} gave no metrics: {Reason}")]
    private static partial void LogSilent(ILogger logger, string taskManager, string reason);
}
