using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>Hands jobs on, tells the user about them, and remembers them: a program may end before its jobs do.</summary>
internal sealed class ReportingExecutor(IPipelineExecutor executor, JobReport report, string target = "local") : IPipelineExecutor
{
    private readonly Lock _lock = new();
    private readonly List<ReportedJob> _jobs = [];

    /// <summary>Jobs that have not ended.</summary>
    public IReadOnlyList<ReportedJob> Running
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs.Where(job => !job.HasEnded)];
            }
        }
    }

    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        if (configuration.TryGet(ExecutionOptions.Target, out var asked) && asked != target)
        {
            throw new FlinkException($"The program asks for '{ExecutionOptions.Target.Key}: {asked}', and runs with '{target}'. Leave it to 'flink run -t'.");
        }

        var client = await executor.SubmitAsync(graph, configuration, cancellation).ConfigureAwait(false);
        var job = new ReportedJob(client, report);
        lock (_lock)
        {
            _jobs.Add(job);
        }

        // Whoever has read this line may interrupt, and the job must be known by then.
        job.Announce();
        return job;
    }

    /// <summary>Waits for the jobs that the program left running.</summary>
    /// <exception cref="JobExecutionException">One whose end the program did not wait for has failed.</exception>
    public async Task WaitForAllAsync()
    {
        ReportedJob[] jobs;
        lock (_lock)
        {
            jobs = [.. _jobs];
        }

        foreach (var job in jobs)
        {
            var wasAwaited = job.WasAwaited;
            var result = await job.GetResultAsync().ConfigureAwait(false);
            if (!wasAwaited && result.Status is JobStatus.Failed or JobStatus.Canceled)
            {
                throw new JobExecutionException(result);
            }
        }
    }

    /// <summary>Cancels the jobs that have not ended, and waits for their ends.</summary>
    /// <param name="bound">How long that may take, for all of them.</param>
    /// <param name="failed">Told of each that could not be cancelled, or did not end within the bound, and why.</param>
    public async Task CancelAllAsync(TimeSpan bound, Action<JobId, Exception> failed)
    {
        using var limit = new CancellationTokenSource(bound);
        var cancelled = Running.Select(job => CancelAsync(job, limit.Token)).ToArray();
        foreach (var (job, error) in await Task.WhenAll(cancelled).ConfigureAwait(false))
        {
            if (error is not null)
            {
                failed(job, error is OperationCanceledException && limit.IsCancellationRequested
                    ? new FlinkException($"The job has not ended {bound.TotalSeconds:0.#} s after it was to be cancelled.", error)
                    : error);
            }
        }
    }

    // Whatever one of them says, the others are cancelled too.
    private static async Task<(JobId Job, Exception? Error)> CancelAsync(ReportedJob job, CancellationToken limit)
    {
        try
        {
            await job.CancelAsync(limit).WaitAsync(limit).ConfigureAwait(false);
            await job.GetResultAsync(limit).ConfigureAwait(false);
            return (job.JobId, null);
        }
        catch (Exception e)
        {
            return (job.JobId, e);
        }
    }
}
