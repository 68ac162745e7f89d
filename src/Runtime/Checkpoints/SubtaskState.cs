using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>What a checkpoint has of one operator of one subtask.</summary>
/// <param name="State">Its state; null when it had none.</param>
/// <param name="IsFinished">Whether it had processed all its input and emitted all its results.</param>
public readonly record struct SubtaskState(StateHandle? State, bool IsFinished);
