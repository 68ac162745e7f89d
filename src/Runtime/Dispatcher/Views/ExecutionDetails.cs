using Flink.Core.Metrics;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>One attempt to run a subtask.</summary>
public sealed record ExecutionDetails
{
    /// <summary>Index of the subtask.</summary>
    public required int Subtask { get; init; }

    /// <summary>0 for the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>Its state.</summary>
    public required ExecutionState State { get; init; }

    /// <summary>When it entered each state; states that it never had are missing.</summary>
    public required IReadOnlyDictionary<ExecutionState, DateTimeOffset> Entered { get; init; }

    /// <summary>The id of the TaskManager that it was given to; null before.</summary>
    public string? TaskManagerId { get; init; }

    /// <summary>Host and data port of that TaskManager, <c>host:port</c>; null before.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What it read and wrote: final once it has ended; before, null, and the figures come from its TaskManager's metrics.</summary>
    public TaskFigures? Figures { get; init; }

    /// <summary>Its accumulators by name, as last reported.</summary>
    public IReadOnlyDictionary<string, IAccumulator> Accumulators { get; init; } = new Dictionary<string, IAccumulator>();
}
