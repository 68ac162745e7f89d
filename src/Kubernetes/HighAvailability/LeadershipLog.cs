using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.HighAvailability;

internal static partial class LeadershipLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "This process leads in term {Term} of {Cluster}.")]
    public static partial void Granted(ILogger logger, long term, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process does not lead any more in term {Term} of {Cluster}: {Reason}.")]
    public static partial void Revoked(ILogger logger, long term, string cluster, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Name}' cannot be used: {Reason}")]
    public static partial void Unreachable(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "This process holds the lease of {Cluster} and cannot begin a term, so that nobody leads.")]
    public static partial void NoTerm(ILogger logger, string cluster, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The records of {Cluster} were written by somebody else while this process began a term, which it tries again: {Reason}")]
    public static partial void TermDisturbed(ILogger logger, string cluster, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Who leads is not known.")]
    public static partial void NoAddress(ILogger logger, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is of no use any more could not be removed: {What}.")]
    public static partial void NotRemoved(ILogger logger, object what, Exception cause);
}
