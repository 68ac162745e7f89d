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

    /// <summary>Puts the factory together once more from the bytes in which it travelled; null where it has not.</summary>
    internal Func<OperatorFactory>? Assemble { get; init; }

    /// <summary>The operator for one subtask: with functions and captured objects of its own. One that never travelled (a graph made by hand) is shared.</summary>
    /// <exception cref="Closures.ClosureException">It cannot be put together here.</exception>
    public OperatorNode ForSubtask() => Assemble is null ? this : new OperatorNode { Id = Id, Uid = Uid, Name = Name, Factory = Assemble() };
}
