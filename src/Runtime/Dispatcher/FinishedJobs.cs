using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.Dispatcher;

/// <summary>The jobs that have ended and are still remembered: the newest ones, up to a number, each for a time (<c>jobstore.*</c>).</summary>
/// <param name="capacity">The most that are remembered (<c>jobstore.max-capacity</c>).</param>
/// <param name="expiration">How long each is remembered (<c>jobstore.expiration-time</c>).</param>
/// <param name="clock">The clock.</param>
/// <param name="files">Where their tasks and accumulators are while nobody asks for them; null to keep all in memory (<c>jobstore.type</c>).</param>
/// <remarks>Part of the dispatcher's endpoint, but outlives it: the next term of the same process shows what the one before has seen.</remarks>
public sealed class FinishedJobs(int capacity, TimeSpan expiration, TimeProvider clock, FinishedJobFiles? files = null)
{
    private readonly Dictionary<JobId, Entry> _jobs = [];
    private readonly Queue<(JobId Job, long Added)> _order = new();
    private readonly Lock _gate = new();

    /// <summary>All that are remembered, in the order of their ends.</summary>
    public IReadOnlyList<JobSummary> List()
    {
        lock (_gate)
        {
            Expire();
            return [.. _order.Select(entry => _jobs[entry.Job].Summary)];
        }
    }

    /// <summary>How one of them ended; null when it is not remembered.</summary>
    public JobStatus? StatusOf(JobId job)
    {
        lock (_gate)
        {
            Expire();
            return _jobs.GetValueOrDefault(job)?.Summary.Status;
        }
    }

    /// <summary>One of them; null when it is not remembered.</summary>
    /// <exception cref="FlinkException">It is in a file that cannot be read.</exception>
    public async Task<FinishedJob?> FindAsync(JobId job)
    {
        FinishedJobFile? file;
        lock (_gate)
        {
            Expire();
            var entry = _jobs.GetValueOrDefault(job);
            file = entry?.File;
            if (file is null)
            {
                return entry?.Job;
            }
        }

        try
        {
            return await files!.ReadAsync(file);
        }
        catch (FlinkException) when (StatusOf(job) is null)
        {
            // It was forgotten meanwhile.
            return null;
        }
    }

    /// <summary>Remembers a job, which is written to its file in the background.</summary>
    public void Add(FinishedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var entry = new Entry(job);
        lock (_gate)
        {
            if (!_jobs.TryAdd(job.Details.Id, entry))
            {
                return;
            }

            _order.Enqueue((job.Details.Id, clock.GetTimestamp()));
            Expire();
        }

        if (files is not null)
        {
            _ = WriteAsync(files, entry, job);
        }
    }

    private async Task WriteAsync(FinishedJobFiles target, Entry entry, FinishedJob job)
    {
        if (await target.WriteAsync(job) is not { } file)
        {
            return;
        }

        lock (_gate)
        {
            if (ReferenceEquals(_jobs.GetValueOrDefault(job.Details.Id), entry))
            {
                (entry.File, entry.Job) = (file, null);
                return;
            }
        }

        // It was forgotten meanwhile.
        target.Delete(file);
    }

    private void Expire()
    {
        while (_order.TryPeek(out var oldest) && (_order.Count > capacity || clock.GetElapsedTime(oldest.Added) >= expiration))
        {
            if (_jobs.Remove(_order.Dequeue().Job, out var entry) && entry.File is { } file)
            {
                files!.Delete(file);
            }
        }
    }

    private sealed class Entry(FinishedJob job)
    {
        public JobSummary Summary { get; } = job.Summary;

        /// <summary>Null once it is in its file.</summary>
        public FinishedJob? Job { get; set; } = job;

        public FinishedJobFile? File { get; set; }
    }
}
