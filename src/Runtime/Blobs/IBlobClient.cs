namespace Flink.Runtime.Blobs;

/// <summary>A process's way to the blob server: in the same process, or over the network.</summary>
/// <remarks>Safe for concurrent use. Failures are <see cref="BlobException"/>. Content streams; none of it is held in memory as a whole.</remarks>
public interface IBlobClient
{
    /// <summary>Stores content; storing the same again is cheap, and adds an owner.</summary>
    /// <param name="content">Read to its end; stays the caller's.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="cancellation">Gives up; nothing is left of it.</param>
    Task<BlobKey> PutAsync(Stream content, BlobOwner owner, CancellationToken cancellation);

    /// <summary>Reads content from a position on.</summary>
    /// <param name="key">Which.</param>
    /// <param name="offset">Bytes to leave out at the start, to go on where a broken transfer ended.</param>
    /// <param name="target">Written in order; stays the caller's, who checks the hash.</param>
    /// <param name="cancellation">Gives up.</param>
    Task GetAsync(BlobKey key, long offset, Stream target, CancellationToken cancellation);
}
