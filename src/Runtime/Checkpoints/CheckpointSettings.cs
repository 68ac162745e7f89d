using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;

namespace Flink.Runtime.Checkpoints;

/// <summary>When a job's checkpoints are taken, and where they are kept.</summary>
public sealed record CheckpointSettings
{
    /// <summary>Time between the starts of two checkpoints; null for none but those that somebody asks for.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Whether a channel that has delivered its barrier waits for the others.</summary>
    public CheckpointingMode Mode { get; init; } = CheckpointingMode.ExactlyOnce;

    /// <summary>How long one may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Shortest time between the end of one and the start of the next.</summary>
    public TimeSpan MinPause { get; init; } = TimeSpan.Zero;

    /// <summary>How many may be under way at once.</summary>
    public int MaxConcurrent { get; init; } = 1;

    /// <summary>How many may fail in a row before the job does.</summary>
    public int TolerableFailures { get; init; }

    /// <summary>The folder for all jobs; null to keep checkpoints in memory.</summary>
    public FilePath? Directory { get; init; }

    /// <summary>State of fewer bytes goes into the metadata.</summary>
    public long InlineThreshold { get; init; } = 20 << 10;

    /// <summary>Complete checkpoints that are kept.</summary>
    public int Retained { get; init; } = 1;

    /// <summary>What becomes of them when the job ends.</summary>
    public ExternalizedCheckpointRetention Retention { get; init; } = ExternalizedCheckpointRetention.NoExternalizedCheckpoints;

    /// <summary>The checkpoint that the job starts from; null for a fresh start.</summary>
    public string? RecoveryPath { get; init; }

    /// <summary>Whether state in it that the job has no operator for is dropped.</summary>
    public bool IgnoreUnclaimed { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="FlinkException">An option asks for what is not there yet, or two contradict each other.</exception>
    public static CheckpointSettings From(FlinkConfiguration configuration)
    {
        Refuse(configuration);
        var settings = new CheckpointSettings
        {
            Interval = configuration.TryGet(CheckpointingOptions.Interval, out var interval) ? interval : null,
            Mode = configuration.Get(CheckpointingOptions.Mode),
            Timeout = configuration.Get(CheckpointingOptions.Timeout),
            MinPause = configuration.Get(CheckpointingOptions.MinPause),
            MaxConcurrent = configuration.Get(CheckpointingOptions.MaxConcurrent),
            TolerableFailures = configuration.Get(CheckpointingOptions.TolerableFailures),
            Directory = DirectoryOf(configuration),
            InlineThreshold = configuration.Get(CheckpointingOptions.InlineThreshold).Bytes,
            Retained = configuration.Get(CheckpointingOptions.RetainedCheckpoints),
            Retention = configuration.Get(CheckpointingOptions.ExternalizedRetention),
            RecoveryPath = configuration.TryGet(CheckpointingOptions.RecoveryPath, out var path) ? path : null,
            IgnoreUnclaimed = configuration.Get(CheckpointingOptions.RecoveryIgnoreUnclaimed),
        };
        return settings.Mode == CheckpointingMode.AtLeastOnce && settings.MaxConcurrent > 1
            ? throw new FlinkException(
                $"'{CheckpointingOptions.MaxConcurrent.Key}: {settings.MaxConcurrent}' needs '{CheckpointingOptions.Mode.Key}: EXACTLY_ONCE': without alignment the barriers of two checkpoints overtake each other.")
            : settings;
    }

    private static FilePath? DirectoryOf(FlinkConfiguration configuration)
    {
        var storage = configuration.TryGet(CheckpointingOptions.Storage, out var asked) ? asked : null;
        if (!configuration.TryGet(CheckpointingOptions.Directory, out var directory))
        {
            return storage == "filesystem"
                ? throw new FlinkException($"'{CheckpointingOptions.Storage.Key}: filesystem' needs a folder: set '{CheckpointingOptions.Directory.Key}'.")
                : null;
        }

        return storage == "jobmanager" ? null
            : FilePath.TryParse(directory, out var path) ? path
            : throw new FlinkException($"'{directory}' is no folder ('{CheckpointingOptions.Directory.Key}').");
    }

    private static void Refuse(FlinkConfiguration configuration)
    {
        RefuseWhere(configuration.Get(CheckpointingOptions.Unaligned), CheckpointingOptions.Unaligned, "Unaligned checkpoints are");
        RefuseWhere(configuration.Get(CheckpointingOptions.Incremental), CheckpointingOptions.Incremental, "Incremental checkpoints are");
        RefuseWhere(configuration.Get(CheckpointingOptions.LocalBackup), CheckpointingOptions.LocalBackup, "Local copies of state are");
        RefuseWhere(configuration.Get(CheckpointingOptions.RecoveryFromLocal), CheckpointingOptions.RecoveryFromLocal, "Recovery from local copies is");
        RefuseWhere(!configuration.Get(CheckpointingOptions.AfterTasksFinish), CheckpointingOptions.AfterTasksFinish, "A job whose checkpoints end with its first task is");
        RefuseWhere(configuration.Contains(CheckpointingOptions.IntervalDuringBacklog), CheckpointingOptions.IntervalDuringBacklog, "Another interval during a backlog is");
        RefuseWhere(
            configuration.Get(CheckpointingOptions.ClaimMode) != RecoveryClaimMode.NoClaim, CheckpointingOptions.ClaimMode, "Starting with another claim than NO_CLAIM is");
    }

    private static void RefuseWhere(bool isAsked, ConfigOption option, string what)
    {
        if (isAsked)
        {
            throw new FlinkException($"{what} not there yet. Remove '{option.Key}' from the configuration.");
        }
    }
}
