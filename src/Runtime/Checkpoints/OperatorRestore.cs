namespace Flink.Runtime.Checkpoints;

/// <summary>What a checkpoint has of an operator for one subtask.</summary>
/// <param name="Writers">How many subtasks the operator had.</param>
/// <param name="States">What is needed of what they had written.</param>
public sealed record OperatorRestore(int Writers, IReadOnlyList<WriterState> States);
