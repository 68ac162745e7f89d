using System.Diagnostics.Metrics;
using Flink.Core.Execution;
using Flink.Runtime.JobManager;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's metrics of a job's states, checkpoints and restarts as instruments of the framework; tags <c>job_id</c> and <c>job_name</c>.</summary>
public sealed class JobMetrics : IDisposable
{
    // What Flink says of a job that does not run any more.
    private const long Ended = -1;

    private readonly Meter _meter = new(new MeterOptions(TaskMetrics.MeterName) { Scope = MetricScopes.Job });
    private readonly JobMaster _master;
    private readonly KeyValuePair<string, object?>[] _tags;

    /// <summary>Offers the metrics of a job until it is disposed.</summary>
    public JobMetrics(JobMaster master)
    {
        ArgumentNullException.ThrowIfNull(master);
        _master = master;
        _tags = [new(MetricTags.JobId, master.Job.Id.ToString()), new(MetricTags.JobName, master.Job.Name)];
        var checkpoints = master.Checkpoints;
        Gauge("numberOfCompletedCheckpoints", () => checkpoints.Completed, "{checkpoint}", "Checkpoints that became complete.");
        Gauge("numberOfFailedCheckpoints", () => checkpoints.Failed, "{checkpoint}", "Checkpoints that were given up.");
        Gauge("numberOfInProgressCheckpoints", () => checkpoints.InProgress, "{checkpoint}", "Checkpoints that are under way.");
        Gauge("totalNumberOfCheckpoints", () => checkpoints.Completed + checkpoints.Failed + checkpoints.InProgress, "{checkpoint}", "Checkpoints that were begun.");
        Gauge("lastCheckpointDuration", () => (long)checkpoints.LastDuration.TotalMilliseconds, null, "Milliseconds that the last complete checkpoint took.");
        Gauge("lastCheckpointSize", () => checkpoints.LastSize, null, "Bytes of the state in the last complete checkpoint.");
        Gauge("lastCheckpointFullSize", () => checkpoints.LastSize, null, "Bytes of the state in the last complete checkpoint: each has all of it.");
        Gauge("lastCompletedCheckpointId", () => checkpoints.LastId, null, "Number of the last complete checkpoint; -1 before the first.");
        Gauge("lastCheckpointCompletedTimestamp", () => checkpoints.LastTime, null, "When the last checkpoint became complete, in milliseconds since 1970; -1 before the first.");
        Gauge("numRestarts", () => master.Restarts, "{restart}", "How often the job was started again.");
        Gauge("uptime", Uptime, null, "Milliseconds that the job has run without a break; -1 when it has ended.");
        Gauge("downtime", Downtime, null, "Milliseconds that the job has been starting over; -1 when it has ended.");
        foreach (var status in (JobStatus[])[JobStatus.Initializing, JobStatus.Created, JobStatus.Running, JobStatus.Restarting, JobStatus.Failing, JobStatus.Cancelling])
        {
            Gauge($"{status.ToString().ToLowerInvariant()}Time", () => TimeIn(status), null, $"Milliseconds that the job has been {status.ToString().ToUpperInvariant()}; 0 in another state.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, Func<long> read, string? unit, string description) =>
        _meter.CreateObservableGauge(name, () => new Measurement<long>(read(), _tags), unit, description);

    private long Uptime() => _master.Status.IsGloballyTerminal() ? Ended : TimeIn(JobStatus.Running);

    private long Downtime() => _master.Status switch
    {
        JobStatus.Running => 0,
        var status when status.IsGloballyTerminal() => Ended,
        _ => (long)(_master.SinceRestart ?? TimeSpan.Zero).TotalMilliseconds,
    };

    // The status is read twice: one that changes meanwhile would give the time of another.
    private long TimeIn(JobStatus status)
    {
        var time = _master.TimeInStatus;
        return _master.Status == status ? (long)time.TotalMilliseconds : 0;
    }
}
