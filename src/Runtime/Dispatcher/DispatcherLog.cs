using Flink.Core.Execution;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Dispatcher;

/// <summary>What people read in the log about jobs that come and go.</summary>
internal static partial class DispatcherLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Job}) was accepted.")]
    public static partial void Accepted(ILogger logger, string name, JobId job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Job}) is taken over from the leader before.")]
    public static partial void Recovered(ILogger logger, string name, JobId job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} ({Job}) is suspended: its tasks run on.")]
    public static partial void Suspended(ILogger logger, string name, JobId job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Job}) goes on with its tasks: nobody else has led it since it was suspended.")]
    public static partial void Resumed(ILogger logger, string name, JobId job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} cannot be taken over.")]
    public static partial void NotRecovered(ILogger logger, JobId job, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Job}) has ended: {Status}.")]
    public static partial void HasEnded(ILogger logger, string name, JobId job, JobStatus status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} of job {Job} failed and is tried again in {Delay}.")]
    public static partial void TriesAgain(ILogger logger, string what, JobId job, TimeSpan delay, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} of job {Job} failed.")]
    public static partial void GivesUp(ILogger logger, string what, JobId job, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whoever started this cluster could not be told of its end: workers may be left.")]
    public static partial void NotDeregistered(ILogger logger, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster has ended, but what high availability has stored of it could not be removed: a cluster of the same name would go on from there.")]
    public static partial void DataNotRemoved(ILogger logger, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process leads, term {Epoch}.")]
    public static partial void Leads(ILogger logger, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process does not lead any more, term {Epoch} has ended: {Reason}")]
    public static partial void LeadsNoMore(ILogger logger, long epoch, string reason);
}
