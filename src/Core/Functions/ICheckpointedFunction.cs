namespace Flink.Core.Functions;

/// <summary>A function with operator state: state that belongs to its subtask and not to a key.</summary>
/// <remarks>
/// May be implemented by process functions of every kind, and by map, filter, flat-map and sink functions that are objects or
/// structs. Both members are called on the task's thread. Source: Flink's CheckpointedFunction.
/// </remarks>
public interface ICheckpointedFunction
{
    /// <summary>Gets the states that the function keeps; called once, before <see cref="IRichFunction.Open"/>.</summary>
    /// <param name="context">Valid for the time of the call; the states are valid until the function is closed.</param>
    void InitializeState(IFunctionInitializationContext context);

    /// <summary>A snapshot is about to be taken: what the function holds elsewhere goes into its states now.</summary>
    void SnapshotState();
}
