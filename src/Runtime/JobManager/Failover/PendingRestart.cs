namespace Flink.Runtime.JobManager.Failover;

/// <summary>The regions that start over once their tasks have ended. Belongs to the job master's endpoint.</summary>
/// <param name="tasks">The job's tasks.</param>
internal sealed class PendingRestart(JobTasks tasks)
{
    private readonly SortedSet<int> _regions = [];
    private readonly HashSet<int> _live = [];

    /// <summary>The regions.</summary>
    public IReadOnlyCollection<int> Regions => _regions;

    /// <summary>Whether all their tasks have ended.</summary>
    public bool HaveEnded => _live.Count == 0;

    /// <summary>Whether a subtask starts over.</summary>
    public bool Contains(Subtask subtask) => _regions.Contains(tasks.Regions.Of(subtask));

    /// <summary>More regions start over.</summary>
    /// <returns>Those that did not before.</returns>
    public IReadOnlyList<int> Add(IEnumerable<int> regions)
    {
        var added = new List<int>();
        foreach (var region in regions)
        {
            if (_regions.Add(region))
            {
                added.Add(region);
                if (!tasks.HasEnded(region))
                {
                    _live.Add(region);
                }
            }
        }

        return added;
    }

    /// <summary>A task has ended.</summary>
    public void Ended(Subtask subtask)
    {
        var region = tasks.Regions.Of(subtask);
        if (tasks.HasEnded(region))
        {
            _live.Remove(region);
        }
    }

    /// <summary>They start over, or never will.</summary>
    public void Clear()
    {
        _regions.Clear();
        _live.Clear();
    }
}
