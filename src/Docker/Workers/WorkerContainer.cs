using Flink.Runtime.Slots;

namespace Flink.Docker.Workers;

/// <summary>A worker that the driver answers for. Guarded by the driver's lock.</summary>
internal sealed class WorkerContainer(TaskManagerId id)
{
    public TaskManagerId Id { get; } = id;

    /// <summary>Whether the engine was asked to make its container.</summary>
    public bool MayExist { get; set; }

    /// <summary>Whether its request was answered.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>It ended before its request was answered: its loss is told afterwards.</summary>
    public bool HasEnded { get; set; }

    public long? ExitCode { get; set; }

    /// <summary>Whether it was told that it will go.</summary>
    public bool IsLeaving { get; set; }
}
