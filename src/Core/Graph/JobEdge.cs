using Flink.Core.Partitioning;

namespace Flink.Core.Graph;

/// <summary>An edge between two vertices: an exchange.</summary>
public sealed class JobEdge
{
    /// <summary>The sending vertex.</summary>
    public required VertexId Source { get; init; }

    /// <summary>Index of the sending operator in its vertex.</summary>
    public required int SourceOperator { get; init; }

    /// <summary>The side output that it carries; null for the main output.</summary>
    public OutputTag? Tag { get; init; }

    /// <summary>The receiving vertex.</summary>
    public required VertexId Target { get; init; }

    /// <summary>Which input of the receiving vertex's head. Several edges may lead to one input (a union).</summary>
    public int TargetInput { get; init; }

    /// <summary>Which subtask gets which record.</summary>
    public required Partitioner Partitioner { get; init; }

    /// <summary>The type of the records.</summary>
    public required Type RecordType { get; init; }

    /// <summary>When the receiving side may start.</summary>
    public ExchangeMode Mode { get; init; } = ExchangeMode.Pipelined;

    /// <summary>Puts the edge together once more from the bytes in which it travelled; null where it has not.</summary>
    internal Func<JobEdge>? Assemble { get; init; }

    /// <summary>The edge for one sending subtask: with a partitioner of its own. One that never travelled (a graph made by hand) is shared.</summary>
    /// <exception cref="Closures.ClosureException">Its partitioner cannot be put together here.</exception>
    public JobEdge ForSubtask() => Assemble?.Invoke() ?? this;
}
