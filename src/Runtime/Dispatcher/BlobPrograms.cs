using Flink.Core;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;

namespace Flink.Runtime.Dispatcher;

/// <summary>Keeps the programs of jobs in the blob server of this process.</summary>
/// <param name="blobs">The server.</param>
public sealed class BlobPrograms(BlobServer blobs) : IProgramFiles
{
    /// <inheritdoc/>
    public async Task<string> PutAsync(JobId job, string archive, CancellationToken cancellation)
    {
        try
        {
            await using var content = File.OpenRead(archive);
            return (await blobs.PutAsync(content, BlobOwner.Of(job), cancellation)).Hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The file {archive} of job {job} cannot be read: {e.Message}", e, isRetryable: true);
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(JobId job) => blobs.ReleaseAsync(job);
}
