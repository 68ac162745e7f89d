namespace Flink.Client.Deployment;

/// <summary>The program of a cluster that is there for it alone: its JobManager is started as <c>flink standalone-job --jars LOCATION [-j CLASS] ARGUMENTS</c>.</summary>
public sealed record ApplicationProgram
{
    /// <summary>
    /// Where it is. On the machine of the command (<see cref="IsOnThisMachine"/>): the full path of its entry assembly, whose folder holds everything that it
    /// needs. Else what the JobManager's process fetches by itself: <c>local:///folder</c> (in its image or on its machine), <c>http(s)://</c> or a path of a
    /// file system.
    /// </summary>
    public required string Location { get; init; }

    /// <summary>Whether the descriptor has to bring it to the JobManager, where that runs elsewhere.</summary>
    public required bool IsOnThisMachine { get; init; }

    /// <summary>The class with the Main method to call; null for the assembly's own entry point.</summary>
    public string? EntryClass { get; init; }

    /// <summary>What Main gets.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
