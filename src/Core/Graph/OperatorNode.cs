using Flink.Core.Operators;

namespace Flink.Core.Graph;

/// <summary>An operator of a job graph.</summary>
public sealed class OperatorNode
{
    /// <summary>Stable over executions of the same program: state is found again by it.</summary>
    public required OperatorId Id { get; init; }

    /// <summary>The id that the user gave, from which <see cref="Id"/> is derived; null when it comes from the operator's place in the graph.</summary>
    public string? Uid { get; init; }

    /// <summary>What people read.</summary>
    public required string Name { get; init; }

    /// <summary>Makes the operator; holds the user's functions.</summary>
    public required OperatorFactory Factory { get; init; }
}
