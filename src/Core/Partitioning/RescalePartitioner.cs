namespace Flink.Core.Partitioning;

/// <summary>Round robin, record by record, among the few receivers that are near: with 2 senders and 4 receivers each sender has 2, with 4 and 2 two senders share one.</summary>
public sealed class RescalePartitioner : Partitioner
{
    /// <summary>The only instance.</summary>
    public static readonly RescalePartitioner Instance = new();

    private RescalePartitioner()
    {
    }

    /// <inheritdoc/>
    public override string Name => "RESCALE";

    /// <inheritdoc/>
    public override bool IsPointwise => true;
}
