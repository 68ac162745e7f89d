using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>What people read in the log about workers that come and go.</summary>
internal static partial class WorkerManagerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Found {Count} workers of an earlier term.")]
    public static partial void Recovered(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} workers of an earlier term have not come back within {Time}; whoever waits for workers waits for them no more.")]
    public static partial void RecoveryTimedOut(ILogger logger, int count, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Information, Message = "Requesting {Count} workers with {Profile}, {Slots} slots each: {Total} are needed.")]
    public static partial void Requests(ILogger logger, int count, ResourceProfile profile, int slots, int total);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} starts on {Node}.")]
    public static partial void Starts(ILogger logger, TaskManagerId worker, string node);

    [LoggerMessage(Level = LogLevel.Information, Message = "A request for a worker waits: {Reason}")]
    public static partial void Waits(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} requests for workers are cancelled: they are not needed any more.")]
    public static partial void Cancels(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} is released: {Reason}.")]
    public static partial void Releases(ILogger logger, TaskManagerId worker, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} was lost before it had registered: {Diagnostics}")]
    public static partial void LostUnregistered(ILogger logger, TaskManagerId worker, string diagnostics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} was lost: {Diagnostics}")]
    public static partial void Lost(ILogger logger, TaskManagerId worker, string diagnostics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} goes at {Deadline:O}: {Reason}")]
    public static partial void Leaves(ILogger logger, TaskManagerId worker, DateTimeOffset deadline, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} did not register within {Time} and is given up. Its log says why; resourcemanager.taskmanager-registration.timeout gives it more time.")]
    public static partial void Late(ILogger logger, TaskManagerId worker, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A worker could not be started: {Reason}")]
    public static partial void RequestFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A worker could not be started")]
    public static partial void RequestBroke(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} starts of workers failed within a minute: no worker is requested for {Time}.")]
    public static partial void CoolsDown(ILogger logger, int count, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} registered with {Reported} although {Requested} was requested. Its own configuration must say the same as the JobManager's.")]
    public static partial void OtherKind(ILogger logger, TaskManagerId worker, ResourceProfile reported, ResourceProfile requested);

    [LoggerMessage(Level = LogLevel.Error, Message = "Worker {Worker} could not be released; trying again in {Time}")]
    public static partial void ReleaseFailed(ILogger logger, TaskManagerId worker, TimeSpan time, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of the cluster could not be told to the system; what is left of it there has to be removed by hand")]
    public static partial void DeregistrationFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The driver did not end in order")]
    public static partial void DisposalFailed(ILogger logger, Exception exception);
}
