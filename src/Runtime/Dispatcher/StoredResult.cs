using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Serialization;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.Dispatcher;

/// <summary>How a job ended, as it is kept for the next leader: enough to know that it must not run again, and to say how it ended.</summary>
internal sealed record StoredResult(JobId Id, string Name, JobStatus Status, long Started, long Ended, long NetRuntime, string? Failure)
{
    public static StoredResult Of(FinishedJob job) => new(
        job.Details.Id,
        job.Details.Name,
        job.Result.Status,
        job.Summary.Started.ToUnixTimeMilliseconds(),
        job.Summary.Ended?.ToUnixTimeMilliseconds() ?? 0,
        job.Result.NetRuntime.Ticks,
        job.Result.Failure?.ToString());

    public static StoredResult Read(ReadOnlyMemory<byte> bytes) => Serializers.For<StoredResult>().Deserialize(bytes.Span);

    public ReadOnlyMemory<byte> Write() => Records.Write(this);

    /// <summary>What can be shown of it: its tasks and accumulators were lost with the process that ran it.</summary>
    public FinishedJob ToJob()
    {
        var started = DateTimeOffset.FromUnixTimeMilliseconds(Started);
        var ended = DateTimeOffset.FromUnixTimeMilliseconds(Ended);
        var failure = Failure is null ? null : new FlinkException(Failure);
        var result = new JobResult
        {
            JobId = Id,
            JobName = Name,
            Status = Status,
            NetRuntime = new TimeSpan(NetRuntime),
            Accumulators = new Dictionary<string, object?>(),
            RecordsRead = 0,
            Failure = failure,
        };
        var details = new JobDetails
        {
            Id = Id,
            Name = Name,
            Status = Status,
            Entered = new Dictionary<JobStatus, DateTimeOffset> { [JobStatus.Initializing] = started, [Status] = ended },
            Vertices = [],
            Plan = new JobPlan(Id, Name, JobKind.Streaming, []),
            Failures = failure is null ? [] : [FailureEntry.Of(failure, ended)],
        };
        return new FinishedJob(details, result, new JobSummary
        {
            Id = Id,
            Name = Name,
            Status = Status,
            Started = started,
            Ended = ended,
            LastModified = ended,
            Tasks = new Dictionary<TaskManager.ExecutionState, int>(),
        });
    }
}
