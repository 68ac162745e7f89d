using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.Workers;

/// <summary>What people read in the log about services.</summary>
internal static partial class ServicesDriverLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Service {Service} is created for workers of {Memory} MB")]
    public static partial void Created(ILogger logger, string service, long memory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Component {Component} of service {Service} is to have {Count} instances")]
    public static partial void Flexed(ILogger logger, string component, string service, long count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instances {Instances} of service {Service} are taken away")]
    public static partial void Decommissioned(ILogger logger, string instances, string service);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} has ended: {Status} {Diagnostics}. Its workers are removed.")]
    public static partial void Deregistered(ILogger logger, string cluster, ApplicationStatus status, string diagnostics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workers on YARN cannot be looked after now, and it is tried again: {Reason}")]
    public static partial void Unreachable(ILogger logger, string reason);
}
