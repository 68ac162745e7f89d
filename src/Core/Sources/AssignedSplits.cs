namespace Flink.Core.Sources;

/// <summary>Which splits readers were assigned since the last complete checkpoint: those that no reader's state has (Flink's SplitAssignmentTracker).</summary>
internal sealed class AssignedSplits<TSplit>
    where TSplit : ISplit
{
    private readonly SortedDictionary<long, List<(TSplit Split, int Subtask)>> _before = [];
    private List<(TSplit Split, int Subtask)> _since = [];

    /// <summary>A split was assigned.</summary>
    public void Add(TSplit split, int subtask) => _since.Add((split, subtask));

    /// <summary>A checkpoint begins: what was assigned before it will be in the readers' state when it is complete.</summary>
    public void Snapshot(long checkpointId)
    {
        if (_since.Count > 0)
        {
            _before[checkpointId] = _since;
            _since = [];
        }
    }

    /// <summary>A checkpoint is complete: what was assigned before it is in the readers' state.</summary>
    public void Forget(long checkpointId)
    {
        while (_before.Count > 0 && _before.First().Key is var first && first <= checkpointId)
        {
            _before.Remove(first);
        }
    }

    /// <summary>Takes out what a reader was assigned since a checkpoint, in the order of the assignments.</summary>
    public List<TSplit> Take(int subtask, long checkpointId)
    {
        var taken = new List<TSplit>();
        foreach (var (checkpoint, splits) in _before)
        {
            if (checkpoint > checkpointId)
            {
                Take(splits, subtask, taken);
            }
        }

        Take(_since, subtask, taken);
        return taken;
    }

    private static void Take(List<(TSplit Split, int Subtask)> splits, int subtask, List<TSplit> taken)
    {
        taken.AddRange(splits.Where(one => one.Subtask == subtask).Select(static one => one.Split));
        splits.RemoveAll(one => one.Subtask == subtask);
    }
}
