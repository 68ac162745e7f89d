namespace Flink.Core.Partitioning;

/// <summary>Uniformly at random over all receivers.</summary>
public sealed class ShufflePartitioner : Partitioner
{
    /// <summary>The only instance.</summary>
    public static readonly ShufflePartitioner Instance = new();

    private ShufflePartitioner()
    {
    }

    /// <inheritdoc/>
    public override string Name => "SHUFFLE";
}
