namespace Flink.ResourceManagers.Processes;

/// <summary>The files of one process in a folder for logs.</summary>
/// <param name="folder">The folder.</param>
/// <param name="process">The name of the process.</param>
public sealed class LogFiles(string folder, string process)
{
    /// <summary>What it logs.</summary>
    public string Log { get; } = Path.Combine(folder, process + ".log");

    /// <summary>What it prints to standard output; REST shows it too.</summary>
    public string Output { get; } = Path.Combine(folder, process + ".out");

    /// <summary>What it prints to standard error: why it could not start, how it crashed.</summary>
    public string Errors { get; } = Path.Combine(folder, process + ".err");
}
