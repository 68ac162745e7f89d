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
}
