using Flink.Core;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task in another process failed.</summary>
/// <param name="errorType">See <see cref="ErrorType"/>.</param>
/// <param name="message">What the error said.</param>
/// <param name="isRetryable">Whether a restart may help.</param>
/// <param name="text">The exception as it printed where it was thrown; null for a cause of another one.</param>
/// <param name="cause">Its cause; null for none.</param>
public sealed class RemoteTaskException(string errorType, string message, bool isRetryable, string? text, Exception? cause)
    : FlinkException(message, cause!, isRetryable)
{
    /// <summary>Full name of the type of the error in its process.</summary>
    public string ErrorType => errorType;

    /// <summary>As it printed there.</summary>
    public override string ToString() => text ?? $"{errorType}: {Message}";
}
