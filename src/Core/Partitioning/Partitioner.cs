namespace Flink.Core.Partitioning;

/// <summary>Which subtasks of the receiving vertex get which records. Each sending subtask has one of its own.</summary>
public abstract class Partitioner
{
    private protected Partitioner()
    {
    }

    /// <summary>The word of Flink's plans: FORWARD, HASH, REBALANCE, ...</summary>
    public abstract string Name { get; }

    /// <summary>True when each sender talks to a part of the receivers only (forward, rescale); false for all to all.</summary>
    public virtual bool IsPointwise => false;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
