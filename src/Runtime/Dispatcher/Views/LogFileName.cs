namespace Flink.Runtime.Dispatcher.Views;

/// <summary>One of a process's files: its log, what it printed, or one by its name.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Name">For <see cref="LogFileKind.Named"/>: the name without folders.</param>
public readonly record struct LogFileName(LogFileKind Kind, string? Name = null)
{
    /// <summary>The process's log.</summary>
    public static LogFileName Log => new(LogFileKind.Log);

    /// <summary>What the process printed.</summary>
    public static LogFileName Stdout => new(LogFileKind.Stdout);

    /// <summary>A file of the log folder.</summary>
    public static LogFileName Of(string name) => new(LogFileKind.Named, name);
}
