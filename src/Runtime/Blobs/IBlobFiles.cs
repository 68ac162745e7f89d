using Flink.Core.Graph;

namespace Flink.Runtime.Blobs;

/// <summary>Blobs as files of this machine: those of the server in this process, or copies of another's.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IBlobFiles
{
    /// <summary>Gets a blob, and fetches it unless it is here.</summary>
    /// <param name="key">Which.</param>
    /// <param name="owner">Who needs it.</param>
    /// <param name="cancellation">Ends the wait; a transfer goes on for others.</param>
    /// <returns>Path of the file; read only, and there until the owner is released.</returns>
    /// <exception cref="BlobException">The server does not have it or could not be reached, or it finds no room here.</exception>
    Task<string> GetFileAsync(BlobKey key, BlobOwner owner, CancellationToken cancellation);

    /// <summary>A job needs a blob for others to get, if this process is where they get it from; a copy is not fetched for that.</summary>
    /// <exception cref="BlobException">It should be here and is not.</exception>
    Task HoldAsync(BlobKey key, JobId job);

    /// <summary>A job needs nothing any more in this process.</summary>
    void Release(JobId job);
}
