namespace Flink.Client.Rest;

/// <summary>What the tasks of a vertex read and wrote.</summary>
public sealed record VertexFigures
{
    /// <summary>Bytes from other tasks.</summary>
    public long ReadBytes { get; init; }

    /// <summary>Bytes to other tasks.</summary>
    public long WriteBytes { get; init; }

    /// <summary>Records from other tasks.</summary>
    public long ReadRecords { get; init; }

    /// <summary>Records to other tasks.</summary>
    public long WriteRecords { get; init; }

    /// <summary>Whether the number of records that were read has arrived from all TaskManagers.</summary>
    public bool ReadRecordsComplete { get; init; }

    /// <summary>Whether the number of records that were written has arrived from all TaskManagers.</summary>
    public bool WriteRecordsComplete { get; init; }
}
