using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.JobManager;

/// <summary>What a job's master needs to know beside the job.</summary>
public sealed record JobMasterSettings
{
    /// <summary>When checkpoints are taken and where they are kept.</summary>
    public CheckpointSettings Checkpoints { get; init; } = new();

    /// <summary>Whether and when the job starts again after a failure; not shared with other jobs.</summary>
    public RestartStrategy Restart { get; init; } = NoRestart.Instance;

    /// <summary>Where files are read and written.</summary>
    public IIoExecutor Io { get; init; } = InlineIo.Instance;

    /// <summary>The file systems of checkpoint folders.</summary>
    public FileSystemRegistry FileSystems { get; init; } = new();

    /// <summary>Reads the options.</summary>
    /// <exception cref="Core.FlinkException">They ask for what is not there.</exception>
    public static JobMasterSettings From(FlinkConfiguration configuration, JobId job) => new()
    {
        Checkpoints = CheckpointSettings.From(configuration),
        Restart = RestartStrategy.From(configuration, seed: (int)job.Value.Low),
    };

    /// <summary>Where the checkpoints of a job are kept.</summary>
    internal CheckpointStorage StorageFor(JobId job) => Checkpoints.Directory is { } directory
        ? new FileCheckpointStorage(FileSystems.For(directory), directory, job, Checkpoints.InlineThreshold)
        : new MemoryCheckpointStorage();
}
