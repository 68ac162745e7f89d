using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task has processed everything, and ends with the next checkpoint that it takes part in.</summary>
/// <param name="Execution">The task.</param>
public sealed record AwaitCheckpoint(ExecutionId Execution) : Message;
