using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskExecutor;

/// <summary>What people read in the log about a worker's connections and slots.</summary>
internal static partial class TaskExecutorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Registered at ResourceManager {Address} as {Instance}.")]
    public static partial void Registered(ILogger logger, EndpointAddress address, InstanceId instance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ResourceManager {Address} could not be reached, trying again: {Reason}")]
    public static partial void RegistrationFailed(ILogger logger, EndpointAddress address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ResourceManager is lost: {Reason}")]
    public static partial void ResourceManagerLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The master of job {Job} is lost; its tasks run on until another one comes or their slots time out: {Reason}")]
    public static partial void MasterLost(ILogger logger, JobId job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The master of job {Job} did not answer an offer of slots within {Patience}: what it has not taken is offered again")]
    public static partial void OfferNotAnswered(ILogger logger, JobId job, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The master of job {Job} could not be reached, trying again: {Reason}")]
    public static partial void MasterUnreachable(ILogger logger, JobId job, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Slot {Index} was assigned to job {Job}.")]
    public static partial void SlotAssigned(ILogger logger, int index, JobId job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Slot {Index} of job {Job} is free: {Reason}")]
    public static partial void SlotFree(ILogger logger, int index, JobId job, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Programs} programs are loaded, more than {Limit}: this worker ends now that it is idle, and a fresh one takes its place.")]
    public static partial void Recycles(ILogger logger, int programs, int limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "This TaskManager will be gone within {Grace}: {Reason}. Its tasks move elsewhere.")]
    public static partial void Drains(ILogger logger, TimeSpan grace, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is no place elsewhere for what runs on this TaskManager: it does not wait.")]
    public static partial void DrainsInVain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The ResourceManager could not be told that this TaskManager is about to go: {Reason}")]
    public static partial void DrainNotAnnounced(ILogger logger, string reason);
}
