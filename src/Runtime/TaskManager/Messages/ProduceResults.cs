using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task sends results to the program that executed the job.</summary>
/// <param name="Execution">The task.</param>
/// <param name="Stream">The program's number of these results.</param>
/// <param name="Results">A piece of them.</param>
public sealed record ProduceResults(ExecutionId Execution, long Stream, byte[] Results) : Message;
