namespace Flink.Runtime.ResourceManager;

/// <summary>How many workers and slots a ResourceManager has.</summary>
/// <param name="Registered">Workers that are registered.</param>
/// <param name="Slots">Slots that they have, of the default size.</param>
/// <param name="FreeSlots">How many of them could still be handed out.</param>
public readonly record struct WorkerFigures(int Registered, int Slots, int FreeSlots)
{
    /// <summary>Workers that were requested or started and have not registered; null where none can be started.</summary>
    public int? Pending { get; init; }

    /// <summary>Starts of workers that failed in each second of the last minute; null where none can be started.</summary>
    public double? StartFailuresPerSecond { get; init; }
}
