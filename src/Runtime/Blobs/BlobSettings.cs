using Flink.Core.Configuration;

namespace Flink.Runtime.Blobs;

/// <summary>Where blobs lie in this process, and how long.</summary>
/// <param name="Directory">The folder below which this process makes one of its own.</param>
/// <param name="CleanupInterval">A blob that no job needs is removed after it was not used for so long.</param>
/// <param name="MaxBytes">The largest blob.</param>
/// <param name="ServedAtOnce">How many are read at once from a server; others wait.</param>
/// <param name="FetchRetries">How often a worker tries again to fetch one.</param>
public sealed record BlobSettings(string Directory, TimeSpan CleanupInterval, long MaxBytes, int ServedAtOnce, int FetchRetries)
{
    /// <summary>What the configuration says.</summary>
    /// <param name="configuration">The configuration of the process.</param>
    /// <param name="temporary">The folder for temporary files, where <c>blob.storage.directory</c> is not set.</param>
    public static BlobSettings From(FlinkConfiguration configuration, string temporary)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new BlobSettings(
            configuration.TryGet(BlobServerOptions.StorageDirectory, out var folder) ? folder! : temporary,
            TimeSpan.FromSeconds(configuration.Get(BlobServerOptions.CleanupInterval)),
            configuration.Get(BlobServerOptions.MaxSize).Bytes,
            configuration.Get(BlobServerOptions.FetchConnections),
            configuration.Get(BlobServerOptions.FetchRetries));
    }
}
