namespace Flink.Core.Graph;

/// <summary>A chain of operators that run together in one task for each subtask.</summary>
public sealed class JobVertex
{
    /// <summary>The name of the slot-sharing group when the user named none (Flink's default).</summary>
    public const string DefaultSlotSharingGroup = "default";

    /// <summary>Id of the vertex: that of its first operator.</summary>
    public VertexId Id => new(Operators[0].Id.Value);

    /// <summary>Names of the operators, joined as Flink does: <c>Source: Numbers -> Map -> Sink</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The operators in the order of the data; the first is the head, a source or the receiver of the vertex's edges.</summary>
    public required IReadOnlyList<OperatorNode> Operators { get; init; }

    /// <summary>How the operators are connected; a tree below the head.</summary>
    public required IReadOnlyList<ChainEdge> Chain { get; init; }

    /// <summary>Subtasks.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Key groups: the most subtasks that the vertex can be restored with.</summary>
    public required int MaxParallelism { get; init; }

    /// <summary>Subtasks of vertices of one group may share a slot.</summary>
    public string SlotSharingGroup { get; init; } = DefaultSlotSharingGroup;

    /// <summary>Keys of its operators' co-location groups: subtasks with equal indices of vertices that have a key in common run in the same slot.</summary>
    /// <remarks>Such vertices have one parallelism and one slot-sharing group.</remarks>
    public IReadOnlyList<string> CoLocationGroups { get; init; } = [];

    /// <summary>The vertex for one subtask; see <see cref="OperatorNode.ForSubtask"/>.</summary>
    /// <exception cref="Closures.ClosureException">Its operators cannot be put together here.</exception>
    public JobVertex ForSubtask() => new()
    {
        Name = Name,
        Operators = [.. Operators.Select(node => node.ForSubtask())],
        Chain = Chain,
        Parallelism = Parallelism,
        MaxParallelism = MaxParallelism,
        SlotSharingGroup = SlotSharingGroup,
        CoLocationGroups = CoLocationGroups,
    };
}
