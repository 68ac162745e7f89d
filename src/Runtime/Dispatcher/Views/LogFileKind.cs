namespace Flink.Runtime.Dispatcher.Views;

/// <summary>Which file of a process.</summary>
public enum LogFileKind
{
    /// <summary>Its log.</summary>
    Log,

    /// <summary>What it printed.</summary>
    Stdout,

    /// <summary>One of its log folder, by name.</summary>
    Named,
}
