using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A source's reader asks for a split.</summary>
/// <param name="Execution">The task.</param>
public sealed record RequestSplit(ExecutionId Execution) : Message;
