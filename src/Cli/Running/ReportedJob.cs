using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>A job whose end is reported before the program hears of it, so that lines are in order.</summary>
internal sealed class ReportedJob : IJobClient
{
    private readonly IJobClient _client;
    private readonly JobReport _report;
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<JobResult> _reported;
    private volatile bool _wasAwaited;

    public ReportedJob(IJobClient client, JobReport report)
    {
        _client = client;
        _report = report;
        _reported = ReportAsync();
    }

    public JobId JobId => _client.JobId;

    public bool FetchesResults => _client.FetchesResults;

    public bool HasEnded => _reported.IsCompleted;

    /// <summary>Whether the program asked for the result, and so knows of a failure.</summary>
    public bool WasAwaited => _wasAwaited;

    /// <summary>Tells the user of the job; its end is not reported before.</summary>
    public void Announce()
    {
        try
        {
            _report.Submitted(JobId);
        }
        finally
        {
            _announced.SetResult();
        }
    }

    public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => _client.GetStatusAsync(cancellation);

    public Task CancelAsync(CancellationToken cancellation = default) => _client.CancelAsync(cancellation);

    public Task<JobResult> GetResultAsync(CancellationToken cancellation = default)
    {
        _wasAwaited = true;
        return _reported.WaitAsync(cancellation);
    }

    public Task<ResultPage> FetchResultsAsync(long stream, long from, CancellationToken cancellation = default) =>
        _client.FetchResultsAsync(stream, from, cancellation);

    private async Task<JobResult> ReportAsync()
    {
        var result = await _client.GetResultAsync().ConfigureAwait(false);
        await _announced.Task.ConfigureAwait(false);
        _report.Ended(result);
        return result;
    }
}
