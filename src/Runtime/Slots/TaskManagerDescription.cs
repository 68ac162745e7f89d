namespace Flink.Runtime.Slots;

/// <summary>What a worker says of itself when it registers.</summary>
public sealed record TaskManagerDescription
{
    /// <summary>Who it is and where.</summary>
    public required TaskManagerLocation Location { get; init; }

    /// <summary>Everything that its slots can have together.</summary>
    public required ResourceProfile Total { get; init; }

    /// <summary>What a job gets that asks for a slot without saying how large.</summary>
    public required ResourceProfile DefaultSlot { get; init; }

    /// <summary>How many default slots it has (<c>taskmanager.numberOfTaskSlots</c>).</summary>
    public required int SlotCount { get; init; }

    /// <summary>The operating system's number of the process; workers of one process have the same.</summary>
    public int ProcessId { get; init; }

    /// <summary>The host that the deployment placed it on, for quarantine; null when it is not known.</summary>
    public string? Node { get; init; }

    /// <summary>The machine.</summary>
    public required WorkerHardware Hardware { get; init; }

    /// <summary>How its memory is divided.</summary>
    public required WorkerMemory Memory { get; init; }

    /// <summary>Its log file; null when it has none.</summary>
    public string? LogPath { get; init; }

    /// <summary>The file with what its tasks print; null when there is none.</summary>
    public string? StandardOutputPath { get; init; }
}
