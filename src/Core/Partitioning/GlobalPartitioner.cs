namespace Flink.Core.Partitioning;

/// <summary>Everything goes to subtask 0.</summary>
public sealed class GlobalPartitioner : Partitioner
{
    /// <summary>The only instance.</summary>
    public static readonly GlobalPartitioner Instance = new();

    private GlobalPartitioner()
    {
    }

    /// <inheritdoc/>
    public override string Name => "GLOBAL";
}
