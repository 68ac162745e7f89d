using Flink.Core.FileSystems;
using Flink.Core.Graph;

namespace Flink.Runtime.Checkpoints;

/// <summary>The state of a whole job at one point of its input: a checkpoint that is complete.</summary>
public sealed class JobSnapshot
{
    /// <summary>The job that wrote it.</summary>
    public required JobId Job { get; init; }

    /// <summary>Number of the checkpoint; those of a job grow, also over restarts and over jobs that began with it.</summary>
    public required long CheckpointId { get; init; }

    /// <summary>When it was triggered, milliseconds since the epoch.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Every operator of the job, also those without state.</summary>
    public required IReadOnlyDictionary<OperatorId, OperatorState> Operators { get; init; }

    /// <summary>The folder that holds it; null when it is in memory only.</summary>
    public FilePath? Folder { get; init; }

    /// <summary>Bytes of all state.</summary>
    public long Size => Operators.Values.Sum(static one => one.Size);
}
