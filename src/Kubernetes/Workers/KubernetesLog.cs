using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.Workers;

/// <summary>What people read in the log about pods.</summary>
internal static partial class KubernetesLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} has ended: {Status} {Diagnostics}. Its workers' pods are removed.")]
    public static partial void Deregistered(ILogger logger, string cluster, ApplicationStatus status, string diagnostics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pod of {Worker} could not be removed: {Reason}")]
    public static partial void NotRemoved(ILogger logger, TaskManagerId worker, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pod of {Worker} has its place, but does not start: {Reason}")]
    public static partial void DoesNotStart(ILogger logger, TaskManagerId worker, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pod {Pod} was asked for by nobody who is still there: it is removed.")]
    public static partial void Unknown(ILogger logger, string pod);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pod {Pod} was made by a later JobManager than this one.")]
    public static partial void Later(ILogger logger, string pod);
}
