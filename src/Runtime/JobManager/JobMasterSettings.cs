using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Heartbeats;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;

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

    /// <summary>The restart strategy in words, as people see it beside the job (Flink's).</summary>
    public string RestartDescription { get; init; } = "Cluster level default restart strategy";

    /// <summary>The program's global parameters, as people see them (<c>pipeline.global-job-parameters</c>).</summary>
    public IReadOnlyDictionary<string, string> UserConfiguration { get; init; } = new Dictionary<string, string>();

    /// <summary>The maximum parallelism that was set for the whole job; null for none (<c>pipeline.max-parallelism</c>).</summary>
    public int? MaxParallelism { get; init; }

    /// <summary>Whether a failed task starts the whole job over, and not only its pipelined region (<c>jobmanager.execution.failover-strategy: full</c>).</summary>
    public bool RestartsWholeJob { get; init; }

    /// <summary>How long a region waits for slots.</summary>
    public TimeSpan SlotRequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long failures of exchanges wait for the news that the worker at the other end is lost, which explains them.</summary>
    public TimeSpan LossPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a slot beyond the need is kept.</summary>
    public TimeSpan SlotIdleTimeout { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>Attempts of a subtask that are remembered beside the current one.</summary>
    public int AttemptHistorySize { get; init; } = 16;

    /// <summary>Failures that are remembered.</summary>
    public int ExceptionHistorySize { get; init; } = 16;

    /// <summary>The graph as it was written, for TaskManagers of other processes; empty where there are none.</summary>
    public ReadOnlyMemory<byte> GraphBytes { get; init; }

    /// <summary>The term in which the master works; messages with another are refused.</summary>
    public FencingToken Token { get; init; }

    /// <summary>Finds the program's types in what tasks of other processes send.</summary>
    public TypeResolver Types { get; init; } = TypeResolver.In(AssemblyLoadContext.Default);

    /// <summary>Content hash of the program that the graph's types are found in; null where they are loaded everywhere.</summary>
    public string? Program { get; init; }

    /// <summary>The rhythm of signs of life of TaskManagers (<c>heartbeat.*</c>).</summary>
    public HeartbeatSettings Heartbeats { get; init; } = HeartbeatSettings.Default;

    /// <summary>Number of the first attempts; above those of an earlier master, whose tasks may still end somewhere.</summary>
    public int FirstAttempt { get; init; }

    /// <summary>Where pointers to complete checkpoints are stored for the next leader; null for nowhere.</summary>
    public CheckpointPointerStore? Pointers { get; init; }

    /// <summary>What an earlier master left in <see cref="Pointers"/>; null for nothing.</summary>
    public CheckpointPointers? KnownPointers { get; init; }

    /// <summary>The checkpoints that <see cref="KnownPointers"/> lead to; null for none.</summary>
    public RecoveredCheckpoints? Recovered { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="Core.FlinkException">They ask for what is not there.</exception>
    public static JobMasterSettings From(FlinkConfiguration configuration, JobId job)
    {
        var settings = Read(configuration, job);
        return configuration.Contains(RestartStrategyOptions.Type) ? settings with { RestartDescription = settings.Restart.Description } : settings;
    }

    private static JobMasterSettings Read(FlinkConfiguration configuration, JobId job) => new()
    {
        Checkpoints = CheckpointSettings.From(configuration),
        Restart = RestartStrategy.From(configuration, seed: (int)job.Value.Low),
        UserConfiguration = configuration.TryGet(PipelineOptions.GlobalJobParameters, out var parameters) ? parameters : new Dictionary<string, string>(),
        MaxParallelism = configuration.TryGet(PipelineOptions.MaxParallelism, out var max) && max > 0 ? max : null,
        RestartsWholeJob = configuration.Get(JobManagerOptions.FailoverStrategy) == "full",
        SlotRequestTimeout = configuration.Get(JobManagerOptions.SlotRequestTimeout),
        SlotIdleTimeout = configuration.Get(JobManagerOptions.SlotIdleTimeout),
        AttemptHistorySize = configuration.Get(JobManagerOptions.AttemptsHistorySize),
        Heartbeats = HeartbeatSettings.From(configuration),
        ExceptionHistorySize = configuration.Get(WebOptions.ExceptionHistorySize),
    };

    /// <summary>Where the checkpoints of a job are kept.</summary>
    internal CheckpointStorage StorageFor(JobId job)
    {
        var storage = TaskCheckpoints.StorageFor(job, FileSystems);
        return Pointers is null || Checkpoints.Directory is null ? storage : new PointedCheckpointStorage(storage, Pointers, job, KnownPointers);
    }

    /// <summary>How tasks take part in checkpoints.</summary>
    internal TaskCheckpoints TaskCheckpoints =>
        new(Checkpoints.Directory, Checkpoints.InlineThreshold, Checkpoints.Mode, AreTaken: Checkpoints.Interval is not null);
}
