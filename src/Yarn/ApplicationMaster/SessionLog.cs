using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What people read in the log about an ApplicationMaster.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Registered with YARN as {Attempt} in queue {Queue}; {Containers} containers of earlier attempts live")]
    public static partial void Registered(ILogger logger, string attempt, string queue, int containers);

    [LoggerMessage(Level = LogLevel.Information, Message = "YARN's ResourceManager was started anew or another one has taken over, and is registered with again: {Reason}")]
    public static partial void RegistersAgain(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "YARN cannot be reached now, and it is tried again: {Reason}")]
    public static partial void NotReached(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Container {Container} of {Memory} MB starts at {Node}")]
    public static partial void Starts(ILogger logger, string container, long memory, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container} could not be started at {Node} and is given back: {Reason}")]
    public static partial void NotStarted(ILogger logger, string container, string node, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Container {Container} is given back: {Reason}")]
    public static partial void GivenBack(ILogger logger, string container, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} has ended: {Status} {Diagnostics}. Its containers are given back.")]
    public static partial void Deregistered(ILogger logger, string cluster, ApplicationStatus status, string diagnostics);
}
