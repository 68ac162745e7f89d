namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A failure in the history of a job.</summary>
public sealed record FailureEntry
{
    /// <summary>The exception's type, with its namespace.</summary>
    public required string ExceptionName { get; init; }

    /// <summary>The exception as it prints, with its causes.</summary>
    public required string StackTrace { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The task that failed, <c>name (1/2) - execution #0</c>; null for a failure of the whole job.</summary>
    public string? TaskName { get; init; }

    /// <summary>Host and data port of its TaskManager; null when it had none.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The id of its TaskManager; null when it had none.</summary>
    public string? TaskManagerId { get; init; }

    /// <summary>Failures of other tasks before the restart that followed this one.</summary>
    public IReadOnlyList<FailureEntry> Concurrent { get; init; } = [];

    /// <summary>The entry of an exception.</summary>
    public static FailureEntry Of(Exception exception, DateTimeOffset time) => new()
    {
        ExceptionName = exception.GetType().FullName ?? exception.GetType().Name,
        StackTrace = exception.ToString(),
        Time = time,
    };
}
