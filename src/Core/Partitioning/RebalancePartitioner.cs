namespace Flink.Core.Partitioning;

/// <summary>Round robin, record by record, over all receivers.</summary>
public sealed class RebalancePartitioner : Partitioner
{
    /// <summary>The only instance.</summary>
    public static readonly RebalancePartitioner Instance = new();

    private RebalancePartitioner()
    {
    }

    /// <inheritdoc/>
    public override string Name => "REBALANCE";
}
