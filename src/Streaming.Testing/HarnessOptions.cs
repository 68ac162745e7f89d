namespace Flink.Streaming.Testing;

/// <summary>How a harness runs what it tests.</summary>
public sealed record HarnessOptions
{
    /// <summary>Managed memory unless a test asks for less.</summary>
    public const long DefaultManagedMemory = 64 << 20;

    /// <summary>Subtasks of each operator that sets none itself.</summary>
    /// <value>1; for a stream of a program, what the program says, and it cannot be set here.</value>
    public int? Parallelism { get; init; }

    /// <summary>Key groups of each operator that sets none itself.</summary>
    /// <value>128; for a stream of a program, what the program says, and it cannot be set here.</value>
    public int? MaxParallelism { get; init; }

    /// <summary>The state to begin with; null to begin without.</summary>
    public HarnessSnapshot? Restore { get; init; }

    /// <summary>How often the subtasks were started before.</summary>
    /// <value>0.</value>
    public int Attempt { get; init; }

    /// <summary>Processing time at first, in milliseconds since the epoch.</summary>
    /// <value>0.</value>
    public long ProcessingTime { get; init; }

    /// <summary>The bound of managed memory in bytes.</summary>
    /// <value><see cref="DefaultManagedMemory"/>.</value>
    public long ManagedMemory { get; init; } = DefaultManagedMemory;
}
