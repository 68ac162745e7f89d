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
        Entry? entry;
        lock (_gate)
        {
            Expire();
            entry = _jobs.GetValueOrDefault(job);
        }

        if (entry is not { File: { } file })
        {
            return entry?.Job;
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

    /// <summary>Remembers a job.</summary>
    public async Task AddAsync(FinishedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var file = files is null ? null : await files.WriteAsync(job);
        lock (_gate)
        {
            if (_jobs.TryAdd(job.Details.Id, new Entry(job.Summary, file, file is null ? job : null)))
            {
                _order.Enqueue((job.Details.Id, clock.GetTimestamp()));
            }

            Expire();
        }
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

    // Either its file or the job itself is there.
    private sealed record Entry(JobSummary Summary, FinishedJobFile? File, FinishedJob? Job);
}
