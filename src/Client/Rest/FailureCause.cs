namespace Flink.Client.Rest;

/// <summary>An exception in a cluster.</summary>
/// <param name="Class">Its type.</param>
/// <param name="StackTrace">The exception as it prints, with its causes.</param>
public sealed record FailureCause(string Class, string StackTrace);
