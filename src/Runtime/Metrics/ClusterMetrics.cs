using System.Diagnostics.Metrics;
using Flink.Runtime.ResourceManager;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's metrics of a JobManager's cluster as instruments of the framework.</summary>
/// <remarks>Those of workers that are started on demand are offered only where some are.</remarks>
public sealed class ClusterMetrics : IDisposable
{
    private readonly Meter _meter = new(new MeterOptions(TaskMetrics.MeterName) { Scope = MetricScopes.JobManager });

    /// <summary>Offers the metrics until it is disposed.</summary>
    /// <param name="workers">Workers and slots; called from any thread, and null of a JobManager that does not lead.</param>
    /// <param name="runningJobs">Jobs that have not ended; likewise.</param>
    public ClusterMetrics(Func<WorkerFigures?> workers, Func<int> runningJobs)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentNullException.ThrowIfNull(runningJobs);
        Gauge("numRegisteredTaskManagers", () => workers()?.Registered ?? 0, "{taskmanager}", "TaskManagers that are registered at this JobManager.");
        Gauge("numRunningJobs", () => runningJobs(), "{job}", "Jobs of this JobManager that have not ended.");
        Gauge("taskSlotsTotal", () => workers()?.Slots ?? 0, "{slot}", "Slots of the registered TaskManagers.");
        Gauge("taskSlotsAvailable", () => workers()?.FreeSlots ?? 0, "{slot}", "Slots of the registered TaskManagers that no job has.");
        Optional("numPendingTaskManagers", () => workers()?.Pending, "{taskmanager}", "TaskManagers that were requested and are not registered.");
        Optional("startWorkFailurePerSecond", () => workers()?.StartFailuresPerSecond, null, "Starts of TaskManagers that failed, in each second of the last minute.");
    }

    /// <summary>Whether an instrument is one of these.</summary>
    internal bool Owns(Instrument instrument) => instrument.Meter == _meter;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, Func<long> read, string unit, string description) => _meter.CreateObservableGauge(name, read, unit, description);

    private void Optional(string name, Func<double?> read, string? unit, string description) => _meter.CreateObservableGauge<double>(
        name, () => read() is { } value ? [new Measurement<double>(value)] : (Measurement<double>[])[], unit, description);
}
