using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task's state has changed.</summary>
/// <param name="Execution">The task.</param>
/// <param name="State">The new state.</param>
/// <param name="Error">The cause, with <see cref="ExecutionState.Failed"/>.</param>
/// <param name="End">What it leaves behind, with final states.</param>
public sealed record TaskMoved(ExecutionId Execution, ExecutionState State, TaskError? Error, TaskEnd? End) : Message;
