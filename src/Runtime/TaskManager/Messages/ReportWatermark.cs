using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>An aligned source says how far it has come.</summary>
/// <param name="Execution">The task.</param>
/// <param name="Time">In milliseconds; the largest number when nobody shall wait for it.</param>
public sealed record ReportWatermark(ExecutionId Execution, long Time) : Message;
