using System.Runtime.InteropServices;
using Flink.Cli.Output;
using Flink.Runtime.Configuration;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>The first lines of a log: what runs here, where, with which configuration and memory.</summary>
internal static partial class ProcessHeader
{
    public static void Log(ILogger logger, string name, LoadedConfiguration loaded, string memory)
    {
        LogStart(logger, name, ProductVersion.Number, ProductVersion.Commit);
        LogSystem(
            logger, Environment.ProcessId, Environment.MachineName, Environment.UserName, RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription, Environment.ProcessorCount);
        LogFile(logger, loaded.File ?? "none");
        foreach (var (key, value) in loaded.Configuration.MaskedEntries)
        {
            LogProperty(logger, key, value);
        }

        foreach (var warning in loaded.Warnings)
        {
            LogRemark(logger, warning.ToString()!);
        }

        // A line for each row, so that tools which read lines see the whole table.
        foreach (var row in memory.Split('\n'))
        {
            LogMemory(logger, row);
        }
    }

    /// <summary>One more line, which takes megabytes to read.</summary>
    public static void LogEngine(ILogger logger) => LogEngine(logger, EngineHash.Text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting {Name} (Version: {Version}, Commit ID: {Commit})")]
    private static partial void LogStart(ILogger logger, string name, string version, string commit);

    [LoggerMessage(Level = LogLevel.Information, Message = "Process {Id} on {Host} of user {User}; {Runtime} on {System} with {Cores} cores")]
    private static partial void LogSystem(ILogger logger, int id, string host, string user, string runtime, string system, int cores);

    [LoggerMessage(Level = LogLevel.Information, Message = "Engine {Hash}")]
    private static partial void LogEngine(ILogger logger, string hash);

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration file: {File}")]
    private static partial void LogFile(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration property: {Key}: {Value}")]
    private static partial void LogProperty(ILogger logger, string key, string value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Remark}")]
    private static partial void LogRemark(ILogger logger, string remark);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Row}")]
    private static partial void LogMemory(ILogger logger, string row);
}
