using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Serialization;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Dispatcher;

/// <summary>How jobs have ended, as far as it is known: those that this process remembers, and those of earlier leaders whose results are still stored.</summary>
/// <param name="remembered">What this process remembers.</param>
/// <param name="stored">What is stored: until a job is cleaned up, or for good (<c>job-result-store.delete-on-commit: false</c>).</param>
/// <param name="recovery">Completes when the jobs of the leader before are taken over.</param>
/// <param name="logger">For results that cannot be read.</param>
/// <remarks>Part of the dispatcher's endpoint.</remarks>
internal sealed class EndedJobs(FinishedJobs remembered, JobResultStore stored, Task recovery, ILogger logger)
{
    /// <summary>A job's last state; null when it is unknown.</summary>
    /// <exception cref="FlinkException">It may be one of the leader before, whose jobs are being taken over.</exception>
    public async Task<JobStatus?> StatusOfAsync(JobId job) => StatusOfRemembered(job) ?? (await FindStoredAsync(job))?.Result.Status;

    /// <summary>A job as it ended; null when it is unknown.</summary>
    /// <exception cref="FlinkException">As of <see cref="StatusOfAsync"/>.</exception>
    public async Task<FinishedJob?> FindAsync(JobId job) => StatusOfRemembered(job) is null ? await FindStoredAsync(job) : await remembered.FindAsync(job);

    /// <summary>A job as it ended under a leader before; null when no result of it is stored, or none that can be read.</summary>
    public async Task<FinishedJob?> FindStoredAsync(JobId job)
    {
        if (await stored.GetAsync(job) is not { } bytes)
        {
            return null;
        }

        try
        {
            return StoredResult.Read(bytes).ToJob();
        }
        catch (CorruptDataException e)
        {
            // That it has ended is known; only how cannot be shown.
            DispatcherLog.GivesUp(logger, "Reading the result", job, e);
            return null;
        }
    }

    /// <summary>Makes sure that who is not known is unknown.</summary>
    /// <exception cref="FlinkException">Jobs of the leader before are still being taken over: whoever heard that one of them is unknown would give it up.</exception>
    public void RequireAll()
    {
        if (!recovery.IsCompletedSuccessfully)
        {
            throw new FlinkException("This JobManager has begun to lead and is taking over the jobs of the one before. Ask again in a moment.", isRetryable: true);
        }
    }

    private JobStatus? StatusOfRemembered(JobId job)
    {
        var status = remembered.StatusOf(job);
        if (status is null)
        {
            RequireAll();
        }

        return status;
    }
}
