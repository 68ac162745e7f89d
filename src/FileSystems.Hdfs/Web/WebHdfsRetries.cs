using Flink.FileSystems.Hdfs.Configuration;
using Polly;
using Polly.Retry;

namespace Flink.FileSystems.Hdfs.Web;

/// <summary>How calls are repeated: long enough for a NameNode to be started anew or to fail over, and for the lease of a dead writer to end.</summary>
internal static class WebHdfsRetries
{
    private const int DefaultAttempts = 30;

    // When nothing has ever answered, the address may be wrong: somebody waits for a message that says so.
    private const int AttemptsAtFirst = 4;

    public static ResiliencePipeline New(NameNodeGroup group, HadoopConfiguration hadoop, TimeProvider clock)
    {
        var attempts = Math.Max(1, hadoop.GetInt("dfs.http.client.failover.max.attempts", DefaultAttempts));
        var first = hadoop.GetTime("dfs.http.client.failover.sleep.base.millis", TimeSpan.FromMilliseconds(500));
        var longest = hadoop.GetTime("dfs.http.client.failover.sleep.max.millis", TimeSpan.FromSeconds(5));
        return new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = attempts,
                ShouldHandle = retry => ValueTask.FromResult(
                    retry.Outcome.Exception is WebHdfsException { IsTransient: true } problem
                    && (group.HasAnswered || problem.Status is not null || (retry.AttemptNumber < AttemptsAtFirst * group.Addresses.Count && !IsUnknownHost(problem)))),
                DelayGenerator = retry => ValueTask.FromResult<TimeSpan?>(DelayBefore(retry.AttemptNumber, group.Addresses.Count, first, longest)),
            })
            .Build();
    }

    // All NameNodes are asked once without a pause: there is an active one as a rule.
    private static TimeSpan DelayBefore(int attempt, int servers, TimeSpan first, TimeSpan longest)
    {
        var pauses = attempt - (servers - 1);
        return pauses < 0
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(pauses, 20))) * (0.75 + (Random.Shared.NextDouble() / 2)));
    }

    private static bool IsUnknownHost(WebHdfsException problem) =>
        problem.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError };
}
