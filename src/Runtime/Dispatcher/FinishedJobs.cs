using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher;

/// <summary>The jobs that have ended and are still remembered: the newest ones, up to a number, each for a time (<c>jobstore.*</c>).</summary>
/// <param name="capacity">The most that are remembered (<c>jobstore.max-capacity</c>).</param>
/// <param name="expiration">How long each is remembered (<c>jobstore.expiration-time</c>).</param>
/// <param name="clock">The clock.</param>
/// <remarks>Part of the dispatcher's endpoint, but outlives it: the next term of the same process shows what the one before has seen.</remarks>
public sealed class FinishedJobs(int capacity, TimeSpan expiration, TimeProvider clock)
{
    private readonly Dictionary<JobId, FinishedJob> _jobs = [];
    private readonly Queue<(JobId Job, long Added)> _order = new();
    private readonly Lock _gate = new();

    /// <summary>All that are remembered, in the order of their ends.</summary>
    public IReadOnlyList<FinishedJob> List()
    {
        lock (_gate)
        {
            Expire();
            return [.. _order.Select(entry => _jobs[entry.Job])];
        }
    }

    /// <summary>One of them; null when it is not remembered.</summary>
    public FinishedJob? Find(JobId job)
    {
        lock (_gate)
        {
            Expire();
            return _jobs.GetValueOrDefault(job);
        }
    }

    /// <summary>Remembers a job.</summary>
    public void Add(FinishedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_gate)
        {
            if (_jobs.TryAdd(job.Details.Id, job))
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
            _jobs.Remove(_order.Dequeue().Job);
        }
    }
}
