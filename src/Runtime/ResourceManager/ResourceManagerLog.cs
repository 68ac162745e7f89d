using Flink.Core.Graph;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.ResourceManager;

/// <summary>What people read in the log about workers and slots.</summary>
internal static partial class ResourceManagerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "TaskManager {Worker} registered from {Address}, {Slots} slots.")]
    public static partial void Registered(ILogger logger, TaskManagerId worker, string address, int slots);

    [LoggerMessage(Level = LogLevel.Warning, Message = "TaskManager {Worker} at {Address} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, TaskManagerId worker, string address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "TaskManager {Worker} is gone: {Reason}")]
    public static partial void Gone(ILogger logger, TaskManagerId worker, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The master of job {Job} registered from {Address}.")]
    public static partial void MasterRegistered(ILogger logger, JobId job, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "The master of job {Job} is gone: {Reason}")]
    public static partial void MasterGone(ILogger logger, JobId job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} has had no master for {Time} and is forgotten; its slots are free.")]
    public static partial void JobForgotten(ILogger logger, JobId job, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Reason}")]
    public static partial void NotEnough(ILogger logger, JobId job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "TaskManager {Worker} did not give a slot to job {Job}: {Reason}")]
    public static partial void SlotRefused(ILogger logger, TaskManagerId worker, JobId job, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "TaskManager {Worker} will be gone within {Grace}: {Reason}. Nothing is placed on it, and what it has is looked for elsewhere.")]
    public static partial void Leaves(ILogger logger, TaskManagerId worker, TimeSpan grace, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing new is placed on {Node} until {Until:O}: {Cause}")]
    public static partial void NodeBlocked(ILogger logger, string node, DateTimeOffset until, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster ends as {Status}: {Diagnostics}")]
    public static partial void Deregisters(ILogger logger, ApplicationStatus status, string diagnostics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Idle TaskManager {Worker} did not say whether it can be released, and stays for now: {Reason}")]
    public static partial void ReleaseNotAnswered(ILogger logger, TaskManagerId worker, string reason);
}
