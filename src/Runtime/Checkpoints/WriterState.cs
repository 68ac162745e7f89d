using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>The state that one subtask had written for one operator.</summary>
/// <param name="Subtask">Index of the subtask, when it was written.</param>
/// <param name="State">Where it is.</param>
public readonly record struct WriterState(int Subtask, StateHandle State);
