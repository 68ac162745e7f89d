namespace Flink.Core.Execution;

/// <summary>Thrown by user code for a failure that no restart can cure: the job fails at once, whatever its restart strategy (Flink's SuppressRestartsException).</summary>
/// <param name="message">What failed, where, and what to do.</param>
/// <param name="cause">The cause, if there is one.</param>
/// <remarks>Counts wherever it stands in a chain of causes.</remarks>
public sealed class SuppressRestartsException(string message, Exception? cause = null) : FlinkException(message, cause!);
