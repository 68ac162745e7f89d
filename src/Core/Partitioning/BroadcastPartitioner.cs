namespace Flink.Core.Partitioning;

/// <summary>Every record goes to every receiver, each of which gets a copy of its own.</summary>
public sealed class BroadcastPartitioner : Partitioner
{
    /// <summary>The only instance.</summary>
    public static readonly BroadcastPartitioner Instance = new();

    private BroadcastPartitioner()
    {
    }

    /// <inheritdoc/>
    public override string Name => "BROADCAST";
}
