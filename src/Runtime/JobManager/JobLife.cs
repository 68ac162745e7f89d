using System.Diagnostics;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>A job's state, how long it has run, and its span. Changed in the job master's endpoint, read from anywhere.</summary>
internal sealed class JobLife(JobGraph job, TimeProvider clock, ILogger logger)
{
    private volatile JobStatus _status = JobStatus.Initializing;
    private readonly Dictionary<JobStatus, DateTimeOffset> _entered = new() { [JobStatus.Initializing] = clock.GetUtcNow() };
    private long _statusSince = clock.GetUtcNow().Ticks;
    private long _restartingSince;
    private long _runningSince;
    private Activity? _activity;
    private volatile bool _hasEnded;

    public JobStatus Status => _status;

    /// <summary>Whether the job has reached a state that it does not leave here: of a suspended one, whether this master has given it up.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>When the job last entered each state; a copy.</summary>
    public IReadOnlyDictionary<JobStatus, DateTimeOffset> Entered => new Dictionary<JobStatus, DateTimeOffset>(_entered);

    /// <summary>Time since <see cref="BeginRun"/>.</summary>
    public TimeSpan NetRuntime => _runningSince == 0 ? TimeSpan.Zero : clock.GetElapsedTime(_runningSince);

    /// <summary>How long it has been in the state that it is in, by the wall's clock; from any thread.</summary>
    public TimeSpan TimeInStatus => clock.GetUtcNow() - new DateTimeOffset(Volatile.Read(ref _statusSince), TimeSpan.Zero);

    /// <summary>How long ago it last began to start over; null when it never did. From any thread.</summary>
    public TimeSpan? SinceRestart =>
        Volatile.Read(ref _restartingSince) is not 0 and var ticks ? clock.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The job runs for the first time.</summary>
    public void BeginRun()
    {
        _runningSince = clock.GetTimestamp();
        _activity = RuntimeActivities.Start(RuntimeActivities.Job);
        _activity?.SetTag(MetricTags.JobId, job.Id.ToString()).SetTag(MetricTags.JobName, job.Name);
    }

    /// <summary>Goes to another state; nothing happens when it is in it.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public void MoveTo(JobStatus status)
    {
        if (status == Status)
        {
            return;
        }

        if (!JobStatusTransitions.IsLegal(Status, status))
        {
            throw new InvalidOperationException($"Job '{job.Name}' cannot go from {Status} to {status}.");
        }

        JobLog.Moved(logger, job.Name, job.Id, Status, status);
        var now = clock.GetUtcNow();
        _status = status;
        _entered[status] = now;
        Volatile.Write(ref _statusSince, now.Ticks);
        if (status == JobStatus.Restarting)
        {
            Volatile.Write(ref _restartingSince, now.Ticks);
        }
    }

    /// <summary>Goes to a final state.</summary>
    public void End(JobStatus status, Exception? failure)
    {
        MoveTo(status);
        _hasEnded = true;
        _activity?.SetTag("job_status", status.ToString().ToUpperInvariant());
        RuntimeActivities.End(_activity, status == JobStatus.Failed ? failure?.Message ?? "The job failed." : null);
    }
}
