using Flink.Core;

namespace Flink.ResourceManagers.Drivers;

/// <summary>There will be no worker for a request. Where it is retryable the same request may succeed later, and the worker manager decides when; otherwise (larger than the largest machine, no such image) it is hopeless.</summary>
public sealed class WorkerRequestException : FlinkException
{
    /// <summary>A refusal that has no other cause.</summary>
    /// <param name="message">What, why, and what to do; it reaches the exception of the job that waits for the worker.</param>
    /// <param name="isRetryable">Whether the same request may succeed later.</param>
    public WorkerRequestException(string message, bool isRetryable)
        : base(message, isRetryable)
    {
    }

    /// <summary>A refusal by the system.</summary>
    /// <param name="message">What, why, and what to do; it reaches the exception of the job that waits for the worker.</param>
    /// <param name="inner">The system's own error.</param>
    /// <param name="isRetryable">Whether the same request may succeed later.</param>
    public WorkerRequestException(string message, Exception inner, bool isRetryable)
        : base(message, inner, isRetryable)
    {
    }
}
