using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Tells the masters of jobs that wait for workers what keeps these from coming: each reason once, and once that it is over.</summary>
internal sealed class DelayNotices(ISlotCalls calls)
{
    private readonly Dictionary<JobId, string> _told = [];

    /// <summary>A job has a new master, which has heard nothing yet.</summary>
    public void Forget(JobId job) => _told.Remove(job);

    /// <summary>Tells what has changed.</summary>
    /// <param name="trouble">What keeps workers from coming; null when nothing does.</param>
    /// <param name="waiting">The jobs that wait for workers; enumerated at most once.</param>
    /// <param name="acquired">What a job has so far.</param>
    public void Tell(SupplyTrouble? trouble, IEnumerable<JobId> waiting, Func<JobId, IReadOnlyList<ResourceRequirement>> acquired)
    {
        if (trouble is null && _told.Count == 0)
        {
            return;
        }

        var jobs = waiting.ToHashSet();
        if (trouble is { IsHopeless: true })
        {
            foreach (var job in jobs)
            {
                calls.NotEnough(job, trouble.Reason, acquired(job));
            }
        }
        else if (trouble is not null)
        {
            foreach (var job in jobs.Where(job => _told.GetValueOrDefault(job) != trouble.Reason))
            {
                _told[job] = trouble.Reason;
                calls.Delayed(job, trouble.Reason);
            }
        }

        foreach (var job in _told.Keys.Where(job => trouble is not { IsHopeless: false } || !jobs.Contains(job)).ToArray())
        {
            _told.Remove(job);
            calls.Delayed(job, null);
        }
    }
}
