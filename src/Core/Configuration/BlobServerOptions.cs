namespace Flink.Core.Configuration;

/// <summary>Options of the store that carries programs and large messages to workers.</summary>
public static class BlobServerOptions
{
    /// <summary>Port of the store.</summary>
    public static ConfigOption<string> Port { get; } = ConfigOption.PortRange(
        "blob.server.port",
        "0",
        "Port of the store.");

    /// <summary>Local folder of stored files.</summary>
    public static ConfigOption<string> StorageDirectory { get; } = ConfigOption.String(
        "blob.storage.directory",
        "Local folder of stored files.")
        .Supported();

    /// <summary>Size from which a message travels through the store.</summary>
    public static ConfigOption<MemorySize> OffloadMinSize { get; } = ConfigOption.Memory(
        "blob.offload.minsize",
        "1 mb",
        "Size from which a message travels through the store.");

    /// <summary>The largest file that is taken.</summary>
    public static ConfigOption<MemorySize> MaxSize { get; } = ConfigOption.Memory(
        "blob.max-size",
        "4 gb",
        "The largest file that is taken.")
        .Supported();

    /// <summary>Attempts to fetch a file.</summary>
    public static ConfigOption<int> FetchRetries { get; } = ConfigOption.Int(
        "blob.fetch.retries",
        5,
        "Attempts to fetch a file.")
        .AtLeast(0)
        .Supported();

    /// <summary>Files that are served at once.</summary>
    public static ConfigOption<int> FetchConnections { get; } = ConfigOption.Int(
        "blob.fetch.num-concurrent",
        50,
        "Files that are served at once.")
        .AtLeast(1)
        .Supported();

    /// <summary>Seconds between two removals of files that no job uses.</summary>
    public static ConfigOption<long> CleanupInterval { get; } = ConfigOption.Long(
        "blob.service.cleanup.interval",
        3600,
        "Seconds between two removals of files that no job uses.")
        .AtLeast(1)
        .Supported();

    /// <summary>Whether the store is encrypted when internal encryption is on.</summary>
    public static ConfigOption<bool> Ssl { get; } = ConfigOption.Bool(
        "blob.service.ssl.enabled",
        true,
        "Whether the store is encrypted when internal encryption is on.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Blob server",
        [
            Port,
            StorageDirectory,
            OffloadMinSize,
            MaxSize,
            FetchRetries,
            FetchConnections,
            CleanupInterval,
            Ssl,
        ]);
}
