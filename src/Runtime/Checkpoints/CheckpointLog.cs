using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Checkpoints;

/// <summary>What people read about a job's checkpoints.</summary>
internal static partial class CheckpointLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Id} of job {Job} begins.")]
    public static partial void Triggered(ILogger logger, long id, string job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Id} of job {Job} is complete: {Size} bytes in {Milliseconds:0} ms.")]
    public static partial void Completed(ILogger logger, long id, string job, long size, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Checkpoint {Id} of job {Job} was given up ({Status}): {Reason}.")]
    public static partial void GivenUp(ILogger logger, long id, string job, CheckpointStatus status, string reason, Exception? cause);
}
