namespace Flink.Core.Configuration;

/// <summary>Options of snapshots of a job's state and of starting from one.</summary>
public static class CheckpointingOptions
{
    /// <summary>Time from the start of one checkpoint to the start of the next; no checkpoints when not set.</summary>
    public static ConfigOption<TimeSpan> Interval { get; } = ConfigOption.Duration(
        "execution.checkpointing.interval",
        "Time from the start of one checkpoint to the start of the next; no checkpoints when not set.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>The interval while a source works through a backlog; 0 takes none then.</summary>
    public static ConfigOption<TimeSpan> IntervalDuringBacklog { get; } = ConfigOption.Duration(
        "execution.checkpointing.interval-during-backlog",
        "The interval while a source works through a backlog; 0 takes none then.");

    /// <summary>What a restored state says about each record.</summary>
    public static ConfigOption<CheckpointingMode> Mode { get; } = ConfigOption.Enum(
        "execution.checkpointing.mode",
        CheckpointingMode.ExactlyOnce,
        "What a restored state says about each record.")
        .Supported();

    /// <summary>A checkpoint that takes longer is given up.</summary>
    public static ConfigOption<TimeSpan> Timeout { get; } = ConfigOption.Duration(
        "execution.checkpointing.timeout",
        "10 min",
        "A checkpoint that takes longer is given up.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Shortest time between the end of one checkpoint and the start of the next.</summary>
    public static ConfigOption<TimeSpan> MinPause { get; } = ConfigOption.Duration(
        "execution.checkpointing.min-pause",
        "0 ms",
        "Shortest time between the end of one checkpoint and the start of the next.")
        .Supported();

    /// <summary>Checkpoints that may be under way at once.</summary>
    public static ConfigOption<int> MaxConcurrent { get; } = ConfigOption.Int(
        "execution.checkpointing.max-concurrent-checkpoints",
        1,
        "Checkpoints that may be under way at once.")
        .AtLeast(1)
        .Supported();

    /// <summary>Failed checkpoints in a row that do not fail the job.</summary>
    public static ConfigOption<int> TolerableFailures { get; } = ConfigOption.Int(
        "execution.checkpointing.tolerable-failed-checkpoints",
        0,
        "Failed checkpoints in a row that do not fail the job.")
        .AtLeast(0)
        .Supported();

    /// <summary>What becomes of the newest checkpoint when the job ends.</summary>
    public static ConfigOption<ExternalizedCheckpointRetention> ExternalizedRetention { get; } = ConfigOption.Enum(
        "execution.checkpointing.externalized-checkpoint-retention",
        ExternalizedCheckpointRetention.NoExternalizedCheckpoints,
        "What becomes of the newest checkpoint when the job ends.")
        .Supported();

    /// <summary>Whether barriers overtake records in flight, which then belong to the checkpoint.</summary>
    public static ConfigOption<bool> Unaligned { get; } = ConfigOption.Bool(
        "execution.checkpointing.unaligned.enabled",
        false,
        "Whether barriers overtake records in flight, which then belong to the checkpoint.")
        .Deprecates("execution.checkpointing.unaligned");

    /// <summary>How long an unaligned checkpoint waits for aligned barriers first.</summary>
    public static ConfigOption<TimeSpan> AlignedTimeout { get; } = ConfigOption.Duration(
        "execution.checkpointing.aligned-checkpoint-timeout",
        "0 ms",
        "How long an unaligned checkpoint waits for aligned barriers first.");

    /// <summary>Whether unaligned checkpoints are taken in jobs whose feedback edges lose records in flight.</summary>
    public static ConfigOption<bool> ForceUnaligned { get; } = ConfigOption.Bool(
        "execution.checkpointing.unaligned.forced",
        false,
        "Whether unaligned checkpoints are taken in jobs whose feedback edges lose records in flight.");

    /// <summary>Whether checkpoints go on when some tasks have read all their input.</summary>
    public static ConfigOption<bool> AfterTasksFinish { get; } = ConfigOption.Bool(
        "execution.checkpointing.checkpoints-after-tasks-finish",
        true,
        "Whether checkpoints go on when some tasks have read all their input.");

    /// <summary>Folder (URI) below which each job keeps its checkpoints; all processes must reach it.</summary>
    public static ConfigOption<string> Directory { get; } = ConfigOption.String(
        "execution.checkpointing.dir",
        "Folder (URI) below which each job keeps its checkpoints; all processes must reach it.")
        .Deprecates("state.checkpoints.dir")
        .Supported();

    /// <summary>Folder (URI) for savepoints whose target is not named.</summary>
    public static ConfigOption<string> SavepointDirectory { get; } = ConfigOption.String(
        "execution.checkpointing.savepoint-dir",
        "Folder (URI) for savepoints whose target is not named.")
        .Deprecates("state.savepoints.dir");

    /// <summary>Completed checkpoints that are kept.</summary>
    public static ConfigOption<int> RetainedCheckpoints { get; } = ConfigOption.Int(
        "execution.checkpointing.num-retained",
        1,
        "Completed checkpoints that are kept.")
        .AtLeast(1)
        .Deprecates("state.checkpoints.num-retained")
        .Supported();

    /// <summary>Whether a checkpoint holds only what changed since the one before, if the backend can.</summary>
    public static ConfigOption<bool> Incremental { get; } = ConfigOption.Bool(
        "execution.checkpointing.incremental",
        false,
        "Whether a checkpoint holds only what changed since the one before, if the backend can.")
        .Deprecates("state.backend.incremental");

    /// <summary>Where checkpoints go: the heap of the JobManager or the checkpoint folder.</summary>
    public static ConfigOption<string> Storage { get; } = ConfigOption.Choice(
        "execution.checkpointing.storage",
        ["jobmanager", "filesystem"],
        "Where checkpoints go: the heap of the JobManager or the checkpoint folder.")
        .Deprecates("state.checkpoint-storage")
        .Supported();

    /// <summary>State smaller than this is kept inside the checkpoint's metadata file; at most 1 mb.</summary>
    public static ConfigOption<MemorySize> InlineThreshold { get; } = ConfigOption.Memory(
        "execution.checkpointing.data-inline-threshold",
        "20 kb",
        "State smaller than this is kept inside the checkpoint's metadata file; at most 1 mb.")
        .Between(MemorySize.Zero, MemorySize.FromMebibytes(1))
        .Deprecates("state.storage.fs.memory-threshold")
        .Supported();

    /// <summary>Bytes that are gathered before each write to a checkpoint file.</summary>
    public static ConfigOption<int> WriteBufferSize { get; } = ConfigOption.Int(
        "execution.checkpointing.write-buffer-size",
        4096,
        "Bytes that are gathered before each write to a checkpoint file.")
        .AtLeast(1)
        .Deprecates("state.storage.fs.write-buffer-size");

    /// <summary>Whether workers keep a copy of their state on their own disks.</summary>
    public static ConfigOption<bool> LocalBackup { get; } = ConfigOption.Bool(
        "execution.checkpointing.local-backup.enabled",
        false,
        "Whether workers keep a copy of their state on their own disks.");

    /// <summary>Folders for these copies.</summary>
    public static ConfigOption<string> LocalBackupDirectories { get; } = ConfigOption.String(
        "execution.checkpointing.local-backup.dirs",
        "Folders for these copies.")
        .Deprecates("taskmanager.state.local.root-dirs");

    /// <summary>Checkpoint or savepoint (URI) that the job starts from.</summary>
    public static ConfigOption<string> RecoveryPath { get; } = ConfigOption.String(
        "execution.state-recovery.path",
        "Checkpoint or savepoint (URI) that the job starts from.")
        .Deprecates("execution.savepoint.path")
        .Supported();

    /// <summary>Whether state whose operator the job no longer has is dropped instead of refused.</summary>
    public static ConfigOption<bool> RecoveryIgnoreUnclaimed { get; } = ConfigOption.Bool(
        "execution.state-recovery.ignore-unclaimed-state",
        false,
        "Whether state whose operator the job no longer has is dropped instead of refused.")
        .Deprecates("execution.savepoint.ignore-unclaimed-state")
        .Supported();

    /// <summary>Who owns the files of the snapshot that the job starts from.</summary>
    public static ConfigOption<RecoveryClaimMode> ClaimMode { get; } = ConfigOption.Enum(
        "execution.state-recovery.claim-mode",
        RecoveryClaimMode.NoClaim,
        "Who owns the files of the snapshot that the job starts from.")
        .Deprecates("execution.savepoint-restore-mode");

    /// <summary>Whether a restarted task reads its worker's own copy of the state.</summary>
    public static ConfigOption<bool> RecoveryFromLocal { get; } = ConfigOption.Bool(
        "execution.state-recovery.from-local",
        false,
        "Whether a restarted task reads its worker's own copy of the state.")
        .Deprecates("state.backend.local-recovery");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Checkpoints and savepoints",
        [
            Interval,
            IntervalDuringBacklog,
            Mode,
            Timeout,
            MinPause,
            MaxConcurrent,
            TolerableFailures,
            ExternalizedRetention,
            Unaligned,
            AlignedTimeout,
            ForceUnaligned,
            AfterTasksFinish,
            Directory,
            SavepointDirectory,
            RetainedCheckpoints,
            Incremental,
            Storage,
            InlineThreshold,
            WriteBufferSize,
            LocalBackup,
            LocalBackupDirectories,
            RecoveryPath,
            RecoveryIgnoreUnclaimed,
            ClaimMode,
            RecoveryFromLocal,
        ]);
}
