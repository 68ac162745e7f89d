using System.Diagnostics.Metrics;
using Flink.Runtime.JobManager;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's metrics of a job's checkpoints and restarts as instruments of the framework; tags <c>job_id</c> and <c>job_name</c>.</summary>
public sealed class JobMetrics : IDisposable
{
    private readonly Meter _meter = new(new MeterOptions(TaskMetrics.MeterName) { Scope = MetricScopes.Job });

    /// <summary>Offers the metrics of a job until it is disposed.</summary>
    public JobMetrics(JobMaster master)
    {
        ArgumentNullException.ThrowIfNull(master);
        KeyValuePair<string, object?>[] tags = [new(MetricTags.JobId, master.Job.Id.ToString()), new(MetricTags.JobName, master.Job.Name)];
        var checkpoints = master.Checkpoints;
        Gauge("numberOfCompletedCheckpoints", () => checkpoints.Completed, "{checkpoint}", "Checkpoints that became complete.");
        Gauge("numberOfFailedCheckpoints", () => checkpoints.Failed, "{checkpoint}", "Checkpoints that were given up.");
        Gauge("numberOfInProgressCheckpoints", () => checkpoints.InProgress, "{checkpoint}", "Checkpoints that are under way.");
        Gauge("lastCheckpointDuration", () => (long)checkpoints.LastDuration.TotalMilliseconds, null, "Milliseconds that the last complete checkpoint took.");
        Gauge("lastCheckpointSize", () => checkpoints.LastSize, null, "Bytes of the state in the last complete checkpoint.");
        Gauge("numRestarts", () => master.Restarts, "{restart}", "How often the job was started again.");

        void Gauge(string name, Func<long> read, string? unit, string description) =>
            _meter.CreateObservableGauge(name, () => new Measurement<long>(read(), tags), unit, description);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
