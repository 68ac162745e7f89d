using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>The program has taken pieces of a task's results.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
/// <param name="Stream">The program's number of the results.</param>
/// <param name="Count">How many pieces.</param>
public sealed record TakeResults(FencingToken JobMaster, ExecutionId Execution, long Stream, int Count) : TaskOrder(JobMaster, Execution);
