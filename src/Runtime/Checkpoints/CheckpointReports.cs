using Flink.Core.Graph;
using Flink.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Checkpoints;

/// <summary>What people see of a job's checkpoints: counts, log and spans.</summary>
/// <param name="job">The job.</param>
/// <param name="services">Clock and log.</param>
internal sealed partial class CheckpointReports(JobGraph job, CheckpointCoordinatorServices services)
{
    /// <summary>Counts for meters.</summary>
    public CheckpointStatistics Statistics { get; } = new();

    /// <summary>A checkpoint begins.</summary>
    public void Begin(PendingCheckpoint pending)
    {
        Statistics.Begin();
        pending.Activity = RuntimeActivities.Start(RuntimeActivities.Checkpoint);
        pending.Activity?.SetTag(MetricTags.JobId, job.Id.ToString()).SetTag(RuntimeActivities.CheckpointId, pending.Id);
        LogBegun(services.Logger, pending.Id, job.Name);
    }

    /// <summary>It is complete.</summary>
    public void Complete(PendingCheckpoint pending, JobSnapshot snapshot)
    {
        var duration = services.Clock.GetElapsedTime(pending.Begin);
        Statistics.Complete(pending.Id, snapshot.Size, duration, services.Clock.GetUtcNow());
        pending.Activity?.SetTag(RuntimeActivities.Size, snapshot.Size);
        LogComplete(services.Logger, pending.Id, job.Name, snapshot.Size, duration.TotalMilliseconds);
        EndSpan(pending, null);
    }

    /// <summary>It was given up.</summary>
    public void GiveUp(PendingCheckpoint pending, string reason, Exception? cause)
    {
        Statistics.Fail();
        LogGivenUp(services.Logger, pending.Id, job.Name, pending.Status, reason, cause);
        EndSpan(pending, reason);
    }

    private static void EndSpan(PendingCheckpoint pending, string? error)
    {
        pending.Activity?.SetTag("status", pending.Status.ToString().ToUpperInvariant());
        RuntimeActivities.End(pending.Activity, error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Id} of job {Job} begins.")]
    private static partial void LogBegun(ILogger logger, long id, string job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Id} of job {Job} is complete: {Size} bytes in {Milliseconds:0} ms.")]
    private static partial void LogComplete(ILogger logger, long id, string job, long size, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Checkpoint {Id} of job {Job} was given up ({Status}): {Reason}.")]
    private static partial void LogGivenUp(ILogger logger, long id, string job, CheckpointStatus status, string reason, Exception? cause);
}
