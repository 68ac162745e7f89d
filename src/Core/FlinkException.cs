namespace Flink.Core;

/// <summary>
/// Root of the errors that the system itself raises. Misuse of an API throws the framework's argument exceptions instead.
/// </summary>
public class FlinkException : Exception
{
    /// <summary>Creates an error; <paramref name="message"/> says what failed, where, and what to do about it.</summary>
    public FlinkException(string message, bool isRetryable = false)
        : base(message) => IsRetryable = isRetryable;

    /// <summary>Creates an error that another one caused; the cause stays reachable as the inner exception.</summary>
    public FlinkException(string message, Exception inner, bool isRetryable = false)
        : base(message, inner) => IsRetryable = isRetryable;

    /// <summary>Whether failover may try again: false means that the same attempt would fail in the same way.</summary>
    /// <value>False unless the thrower says otherwise.</value>
    public bool IsRetryable { get; }
}
