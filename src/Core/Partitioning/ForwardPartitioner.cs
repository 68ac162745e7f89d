namespace Flink.Core.Partitioning;

/// <summary>Every record goes to the subtask of the same index; both sides have the same parallelism.</summary>
public sealed class ForwardPartitioner : Partitioner
{
    /// <summary>The only instance.</summary>
    public static readonly ForwardPartitioner Instance = new();

    private ForwardPartitioner()
    {
    }

    /// <inheritdoc/>
    public override string Name => "FORWARD";

    /// <inheritdoc/>
    public override bool IsPointwise => true;
}
