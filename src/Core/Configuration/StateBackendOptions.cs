namespace Flink.Core.Configuration;

/// <summary>Options of how tasks hold state while they run.</summary>
public static class StateBackendOptions
{
    /// <summary>Backend by name: hashmap keeps state in memory; others are brought by plug-ins.</summary>
    public static ConfigOption<string> Type { get; } = ConfigOption.String(
        "state.backend.type",
        "hashmap",
        "Backend by name: hashmap keeps state in memory; others are brought by plug-ins.")
        .Deprecates("state.backend");

    /// <summary>Whether a spilling backend takes its buffers from managed memory.</summary>
    public static ConfigOption<bool> RocksDbManagedMemory { get; } = ConfigOption.Bool(
        "state.backend.rocksdb.memory.managed",
        true,
        "Whether a spilling backend takes its buffers from managed memory.");

    /// <summary>Fixed memory of a spilling backend in each slot, in place of managed memory.</summary>
    public static ConfigOption<MemorySize> RocksDbFixedPerSlot { get; } = ConfigOption.Memory(
        "state.backend.rocksdb.memory.fixed-per-slot",
        "Fixed memory of a spilling backend in each slot, in place of managed memory.");

    /// <summary>Folders for the working files of a spilling backend.</summary>
    public static ConfigOption<string> RocksDbLocalDirectories { get; } = ConfigOption.String(
        "state.backend.rocksdb.localdir",
        "Folders for the working files of a spilling backend.");

    /// <summary>Whether accesses to state are timed for metrics.</summary>
    public static ConfigOption<bool> LatencyTracking { get; } = ConfigOption.Bool(
        "state.latency-track.keyed-state-enabled",
        false,
        "Whether accesses to state are timed for metrics.")
        .Deprecates("state.backend.latency-track.keyed-state-enabled");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "State backends",
        [
            Type,
            RocksDbManagedMemory,
            RocksDbFixedPerSlot,
            RocksDbLocalDirectories,
            LatencyTracking,
        ],
        new KnownPrefix("state.backend.rocksdb.", "Tuning of a spilling backend."));
}
