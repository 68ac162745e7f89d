using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A vertex of a job with its subtasks.</summary>
public sealed record VertexDetails
{
    /// <summary>The vertex.</summary>
    public required VertexId Id { get; init; }

    /// <summary>Names of its operators.</summary>
    public required string Name { get; init; }

    /// <summary>Key groups.</summary>
    public required int MaxParallelism { get; init; }

    /// <summary>The id of its slot-sharing group.</summary>
    public required Id128 SlotSharingGroup { get; init; }

    /// <summary>Its subtasks in order; their number is the parallelism.</summary>
    public required IReadOnlyList<SubtaskDetails> Subtasks { get; init; }
}
