using Flink.Core.Configuration;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>What a role is given by the process that it runs in.</summary>
/// <param name="Configuration">The effective configuration: all parts of memory are fixed.</param>
/// <param name="Loggers">Where to log.</param>
/// <param name="Name">What the process is, such as <c>TaskManager</c>.</param>
/// <param name="LogFile">The path of the log; null when there is no file.</param>
/// <param name="PhysicalMemory">Bytes of the machine, or of the container around the process.</param>
/// <param name="Fatal">Ends the process with an error that nobody can cure from inside.</param>
internal sealed record ProcessContext(
    FlinkConfiguration Configuration, ILoggerFactory Loggers, string Name, string? LogFile, long PhysicalMemory, Action<Exception> Fatal)
{
    /// <summary>What this process was started with beyond the file of its configuration.</summary>
    public FlinkConfiguration Given { get; init; } = FlinkConfiguration.Empty;

    /// <summary>The folder of that file; null when there is none.</summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>Where scripts send what the process prints: beside the log.</summary>
    public string? OutputFile => LogFile is null ? null : Path.ChangeExtension(LogFile, ".out");

    /// <summary>The files that people may read over REST.</summary>
    public LogFolder LogFolder { get; } = LogFile is null ? LogFolder.None : new LogFolder(LogFile, Path.ChangeExtension(LogFile, ".out"));
}
