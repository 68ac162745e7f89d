namespace Flink.Core;

/// <summary>The root of every failure that the engine itself raises. Misuse of an API throws the framework's argument exceptions instead.</summary>
/// <remarks>Failover reads one thing: <see cref="IsRetryable"/>. The message names what failed, where, and what to do about it.</remarks>
public class FlinkException : Exception
{
    /// <summary>A failure without a cause of its own.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="isRetryable">Whether running the same thing again may succeed.</param>
    public FlinkException(string message, bool isRetryable = false)
        : base(message) => IsRetryable = isRetryable;

    /// <summary>A failure that has a cause.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="inner">The cause; never dropped on the way to the user.</param>
    /// <param name="isRetryable">Whether running the same thing again may succeed.</param>
    public FlinkException(string message, Exception inner, bool isRetryable = false)
        : base(message, inner) => IsRetryable = isRetryable;

    /// <summary>True when a restart may cure it (a lost worker), false when it would fail again (a bad option).</summary>
    public bool IsRetryable { get; }
}
