using Flink.Core;

namespace Flink.Runtime.TaskManager;

/// <summary>A task ended by an exception: says which, and keeps the cause.</summary>
/// <param name="jobName">Name of the job.</param>
/// <param name="taskName">Vertex and subtask.</param>
/// <param name="cause">What was thrown.</param>
public sealed class TaskFailedException(string jobName, string taskName, Exception cause)
    : FlinkException($"Job '{jobName}', task {taskName} failed: {cause.Message}", cause, cause is not FlinkException { IsRetryable: false });
