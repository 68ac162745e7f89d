using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Docker.Workers;

/// <summary>What people read in the log about containers.</summary>
internal static partial class DockerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} has ended: {Status} {Diagnostics}. Its workers' containers are removed.")]
    public static partial void Deregistered(ILogger logger, string cluster, ApplicationStatus status, string diagnostics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A rehearsal of the calls to a Docker Engine failed; the first worker will take some hundredths of a second longer")]
    public static partial void NotRehearsed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The container of {Worker} could not be removed: {Reason}")]
    public static partial void NotRemoved(ILogger logger, TaskManagerId worker, string reason);
}
