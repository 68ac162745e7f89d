using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;

namespace Flink.Runtime.TaskManager;

/// <summary>How the tasks of a job take part in checkpoints; travels with the job.</summary>
/// <param name="Directory">The folder for all jobs where state goes; null to send it to the job's master.</param>
/// <param name="InlineThreshold">State of fewer bytes goes to the job's master all the same.</param>
/// <param name="Mode">Whether tasks align barriers.</param>
/// <param name="AreTaken">Whether checkpoints are taken at intervals, so that a task may wait for one.</param>
public sealed record TaskCheckpoints(FilePath? Directory, long InlineThreshold, CheckpointingMode Mode, bool AreTaken)
{
    /// <summary>Of a job without checkpoints.</summary>
    public static TaskCheckpoints None { get; } = new(null, 0, CheckpointingMode.ExactlyOnce, AreTaken: false);

    /// <summary>Where the state of a job's tasks goes.</summary>
    internal CheckpointStorage StorageFor(JobId job, FileSystemRegistry fileSystems) => Directory is { } directory
        ? new FileCheckpointStorage(fileSystems.For(directory), directory, job, InlineThreshold)
        : new MemoryCheckpointStorage();
}
