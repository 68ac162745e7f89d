using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A failure of a task on its way to the job's master: nothing in it has to be loaded to be read.</summary>
/// <param name="Type">Full name of the exception's type.</param>
/// <param name="Message">What it said.</param>
/// <param name="IsRetryable">Whether a restart may help.</param>
/// <param name="Text">The exception as it prints, with stack and causes; null where a cause is told of with what it caused.</param>
/// <param name="Cause">Its cause; null for none.</param>
public sealed record TaskError(string Type, string Message, bool IsRetryable, string? Text, TaskError? Cause)
{
    private const int MostCauses = 20;

    /// <summary>What is sent of an exception.</summary>
    public static TaskError Of(Exception exception) => Of(exception, exception.ToString(), MostCauses);

    /// <summary>The exception at the master's.</summary>
    public RemoteTaskException ToException() => new(Type, Message, IsRetryable, Text, Cause?.ToException());

    private static TaskError Of(Exception exception, string? text, int causes) => new(
        exception is RemoteTaskException remote ? remote.ErrorType : exception.GetType().FullName!,
        exception.Message,
        JobFailover.IsRetryable(exception),
        text,
        exception.InnerException is { } cause && causes > 0 ? Of(cause, null, causes - 1) : null);
}
