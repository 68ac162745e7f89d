using System.Diagnostics.Metrics;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's metrics of a JobManager's cluster as instruments of the framework.</summary>
public sealed class ClusterMetrics : IDisposable
{
    private readonly Meter _meter = new(new MeterOptions(TaskMetrics.MeterName) { Scope = MetricScopes.JobManager });

    /// <summary>Offers the metrics until it is disposed.</summary>
    /// <param name="taskManagers">How many TaskManagers are registered; called from any thread.</param>
    public ClusterMetrics(Func<long> taskManagers)
    {
        ArgumentNullException.ThrowIfNull(taskManagers);
        _meter.CreateObservableGauge("numRegisteredTaskManagers", taskManagers, "{taskmanager}", "TaskManagers that are registered at this JobManager.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
