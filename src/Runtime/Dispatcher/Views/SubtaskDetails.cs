namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A subtask with its attempts.</summary>
/// <param name="Current">The newest attempt.</param>
/// <param name="Earlier">Those before it, the oldest first; a bounded number (<c>jobmanager.execution.attempts-history-size</c>).</param>
public sealed record SubtaskDetails(ExecutionDetails Current, IReadOnlyList<ExecutionDetails> Earlier);
