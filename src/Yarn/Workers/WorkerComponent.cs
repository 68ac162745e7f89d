using Flink.Core.FileSystems;
using Flink.Runtime.Slots;

namespace Flink.Yarn.Workers;

/// <summary>A component of a service, all of whose containers are workers of one kind. Used by the driver's loop only, but for what it says.</summary>
/// <param name="service">The service.</param>
/// <param name="memoryMb">Of each container.</param>
/// <param name="virtualCores">Of each container.</param>
/// <param name="optionsFile">What its workers are configured with, in the cluster's folder.</param>
/// <param name="isOwnService">Whether the driver created the service for this kind, so that it ends it.</param>
internal sealed class WorkerComponent(string service, long memoryMb, long virtualCores, FilePath optionsFile, bool isOwnService)
{
    /// <summary>The name of the component in every service.</summary>
    public const string Name = "taskmanager";

    public string Service { get; } = service;

    public long MemoryMb { get; } = memoryMb;

    public long VirtualCores { get; } = virtualCores;

    public FilePath OptionsFile { get; } = optionsFile;

    public bool IsOwnService { get; } = isOwnService;

    /// <summary>The kind of its workers; null as long as nobody has requested one in this term.</summary>
    public WorkerSpec? Kind { get; set; }

    /// <summary>The application that the service runs as; empty until that is known.</summary>
    public string Application { get; set; } = "";

    /// <summary>Workers that the driver answers for, by their containers; with the instances that they stand for.</summary>
    public Dictionary<string, string> Workers { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers that nobody has requested or wants any more, since when.</summary>
    public Dictionary<string, long> Spares { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances that have lost their container, since when: YARN brings another one in its place.</summary>
    public Dictionary<string, long> Vacant { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers whose instances were taken away and that are still shown.</summary>
    public HashSet<string> Leaving { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances to be taken away of which YARN has not been told yet.</summary>
    public HashSet<string> Due { get; } = new(StringComparer.Ordinal);

    /// <summary>How many instances had no container when it was looked at last: what comes must be looked at, also when nobody wants it any more.</summary>
    public long Coming { get; set; }

    /// <summary>How many instances were asked for last, as long as the service does not show it; null otherwise.</summary>
    public long? Asked { get; set; }

    /// <summary>When that was.</summary>
    public long AskedAt { get; set; }

    /// <summary>Since when it has been empty; null as long as it is not.</summary>
    public long? EmptySince { get; set; }

    /// <summary>Since when its service is not there, or has ended; null as long as it is.</summary>
    public long? GoneSince { get; set; }

    /// <summary>When it was said last why orders wait; null before.</summary>
    public long? ExplainedAt { get; set; }

    /// <summary>Whether something is about to change, so that it is looked at often.</summary>
    public bool IsUnsettled => Spares.Count > 0 || Vacant.Count > 0 || Leaving.Count > 0 || Due.Count > 0 || Asked is not null || EmptySince is not null || GoneSince is not null;
}
