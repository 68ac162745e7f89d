using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>What people read in the log about a job's life.</summary>
internal static partial class JobLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Id}) switched from state {From} to {To}.")]
    public static partial void Moved(ILogger logger, string name, JobId id, JobStatus from, JobStatus to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} ({Id}) failed and starts again.")]
    public static partial void Restarts(ILogger logger, string name, JobId id, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Name} ({Id}) failed and does not start again: {Limit}, or no restart can cure the failure.")]
    public static partial void Failed(ILogger logger, string name, JobId id, string limit, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} has no ResourceManager at {Address} for now and registers again: {Reason}")]
    public static partial void NoResourceManager(ILogger logger, string name, EndpointAddress address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The client of job {Name} ({Id}) has given no sign of life in time: the job is cancelled.")]
    public static partial void ClientGone(ILogger logger, string name, JobId id);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Warning}")]
    public static partial void Abandoned(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Information, Message = "TaskManager {TaskManager} will be gone within {Grace}: {Reason}. Job {Name} ({Id}) looks for other slots.")]
    public static partial void Leaves(ILogger logger, TaskManagerId taskManager, TimeSpan grace, string reason, string name, JobId id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Id}) starts {Tasks} tasks over on other TaskManagers, from checkpoint {Checkpoint}.")]
    public static partial void Moves(ILogger logger, string name, JobId id, int tasks, long checkpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} ({Id}) cannot leave its TaskManagers yet: {Reason}")]
    public static partial void CannotMove(ILogger logger, string name, JobId id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} waits for slots: {Reason}")]
    public static partial void SlotsDelayed(ILogger logger, string name, string reason);
}
