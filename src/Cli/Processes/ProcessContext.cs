using Flink.Core.Configuration;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>What a role is given by the process that it runs in.</summary>
/// <param name="Configuration">The effective configuration: all parts of memory are fixed.</param>
/// <param name="Loggers">Where to log.</param>
/// <param name="Name">What the process is, such as <c>TaskManager</c>.</param>
/// <param name="LogFile">The path of the log; null when there is no file.</param>
/// <param name="Fatal">Ends the process with an error that nobody can cure from inside.</param>
internal sealed record ProcessContext(
    FlinkConfiguration Configuration, ILoggerFactory Loggers, string Name, string? LogFile, Action<Exception> Fatal);
