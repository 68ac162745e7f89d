using Flink.Core.Graph;
using Flink.Runtime.JobManager;

namespace Flink.Runtime.Dispatcher;

/// <summary>Masters whose process does not lead for now, from one term to the next: their tasks run on, and where nobody else has led in between, so does the job.</summary>
/// <remarks>Safe for concurrent use, though terms follow each other.</remarks>
public sealed class SuspendedJobs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<JobId, (JobMaster Master, long Epoch)> _jobs = [];

    /// <summary>Keeps a master; it stays an endpoint of its process.</summary>
    /// <param name="master">A suspended master.</param>
    /// <param name="epoch">The number of the term that has ended.</param>
    internal void Add(JobMaster master, long epoch)
    {
        lock (_gate)
        {
            _jobs.Add(master.Job.Id, (master, epoch));
        }
    }

    /// <summary>The master of a job and its last term, which belong to the caller from now on; null when none is kept.</summary>
    internal (JobMaster Master, long Epoch)? Take(JobId job)
    {
        lock (_gate)
        {
            return _jobs.Remove(job, out var kept) ? kept : null;
        }
    }

    /// <summary>All that are left, which belong to the caller from now on.</summary>
    internal IReadOnlyList<JobMaster> TakeAll()
    {
        lock (_gate)
        {
            JobMaster[] left = [.. _jobs.Values.Select(static kept => kept.Master)];
            _jobs.Clear();
            return left;
        }
    }
}
