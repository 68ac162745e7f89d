namespace Flink.Core.Execution;

/// <summary>A job did not finish: it failed, or it was cancelled while somebody waited for its end.</summary>
/// <param name="result">How it ended.</param>
public sealed class JobExecutionException(JobResult result)
    : FlinkException(Describe(result), result.Failure!, result.Failure is FlinkException { IsRetryable: true })
{
    /// <summary>How the job ended.</summary>
    public JobResult Result { get; } = result;

    private static string Describe(JobResult result) => result.Status == JobStatus.Canceled
        ? $"Job '{result.JobName}' ({result.JobId}) was cancelled."
        : $"Job '{result.JobName}' ({result.JobId}) ended {result.Status.ToString().ToUpperInvariant()}: {result.Failure?.Message ?? "no cause was reported"}";
}
