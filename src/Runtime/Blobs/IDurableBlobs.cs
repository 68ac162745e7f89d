using Flink.Core.Graph;

namespace Flink.Runtime.Blobs;

/// <summary>Keeps permanent blobs where the next leader's process finds them.</summary>
/// <remarks>
/// Safe for concurrent use; the calls block. Content is named by its hash, so writing twice does no harm and nothing needs fencing but the removal: a job's blobs are
/// removed after its result is stored.
/// </remarks>
public interface IDurableBlobs
{
    /// <summary>Stores content for a job; it is durable afterwards.</summary>
    void Put(JobId job, BlobKey key, Stream content);

    /// <summary>Opens content that was stored for a job; null when there is none.</summary>
    Stream? TryOpen(JobId job, BlobKey key);

    /// <summary>A job that content was stored for; null when there is none.</summary>
    JobId? FindOwner(BlobKey key);

    /// <summary>Removes all that was stored for a job.</summary>
    void Remove(JobId job);
}
