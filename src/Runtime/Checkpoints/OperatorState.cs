using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>What a checkpoint has of one operator.</summary>
public sealed class OperatorState
{
    /// <summary>The operator.</summary>
    public required OperatorId Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Key groups.</summary>
    public required int MaxParallelism { get; init; }

    /// <summary>The subtasks, in order.</summary>
    public required IReadOnlyList<SubtaskState> Subtasks { get; init; }

    /// <summary>What a source's enumerator had not assigned; null for other operators.</summary>
    public StateHandle? Coordinator { get; init; }

    /// <summary>Whether every subtask had finished.</summary>
    public bool IsFinished => Subtasks.All(static subtask => subtask.IsFinished);

    /// <summary>Whether anything would be lost without the operator.</summary>
    public bool HasState => Coordinator is not null || Subtasks.Any(static subtask => subtask.State is not null);

    /// <summary>Whether it has state by key, which binds the number of key groups.</summary>
    public bool HasKeyedState => Subtasks.Any(static subtask => subtask.State?.Shape.KeyGroups.Count > 0);

    /// <summary>Bytes of all its state.</summary>
    public long Size => (Coordinator?.Length ?? 0) + Subtasks.Sum(static subtask => subtask.State?.Length ?? 0);
}
