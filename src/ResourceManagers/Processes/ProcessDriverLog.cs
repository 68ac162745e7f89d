using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Processes;

internal static partial class ProcessDriverLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} is process {Pid}; its log is {Log}")]
    public static partial void Started(ILogger logger, TaskManagerId worker, int pid, string log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} of an earlier term is alive: process {Pid}")]
    public static partial void Recovered(ILogger logger, string worker, int pid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} (process {Pid}) is released: it is asked to end")]
    public static partial void Released(ILogger logger, TaskManagerId worker, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} (process {Pid}) did not end within {Grace}: it is killed with its whole group")]
    public static partial void Killed(ILogger logger, TaskManagerId worker, int pid, TimeSpan grace);

    [LoggerMessage(Level = LogLevel.Error, Message = "Worker {Worker} could not be signalled")]
    public static partial void NotSignalled(ILogger logger, TaskManagerId worker, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Diagnostics}")]
    public static partial void Ended(ILogger logger, string diagnostics);

    [LoggerMessage(Level = LogLevel.Information, Message = "Workers get no control group, so that only the limits of their heaps hold: {Reason}")]
    public static partial void NoControlGroups(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The application has ended {Status} {Diagnostics}: its {Count} workers are ended")]
    public static partial void Deregistered(ILogger logger, ApplicationStatus status, string diagnostics, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} could not be deleted")]
    public static partial void NotDeleted(ILogger logger, string folder, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A rehearsal of a worker's start failed; the first worker will take some hundredths of a second longer")]
    public static partial void NotRehearsed(ILogger logger, Exception exception);
}
