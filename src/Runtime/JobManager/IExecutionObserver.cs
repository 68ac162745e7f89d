using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>Counts the executions of a job by their states.</summary>
public interface IExecutionObserver
{
    /// <summary>An execution has come into another state.</summary>
    /// <param name="execution">The execution in its new state.</param>
    /// <param name="from">The state before.</param>
    /// <returns>The time, milliseconds since the epoch.</returns>
    long Moved(Execution execution, ExecutionState from);
}
