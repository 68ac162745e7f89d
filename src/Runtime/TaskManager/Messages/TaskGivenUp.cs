using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A cancelled task did not end in time.</summary>
/// <param name="Execution">The task.</param>
/// <param name="Task">Vertex and subtask.</param>
/// <param name="Thread">Name of the thread that it holds; null when it holds none.</param>
/// <param name="Waited">How long it was waited for.</param>
public sealed record TaskGivenUp(ExecutionId Execution, string Task, string? Thread, TimeSpan Waited) : Message;
