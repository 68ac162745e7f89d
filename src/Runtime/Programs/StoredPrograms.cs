using Flink.Core;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Flink.Runtime.Dispatcher;

namespace Flink.Runtime.Programs;

/// <summary>The programs of jobs as blobs of this process's server.</summary>
/// <param name="server">The server.</param>
public sealed class StoredPrograms(BlobServer server) : IProgramFiles
{
    /// <inheritdoc/>
    public async Task<string> PutAsync(JobId job, string archive, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(archive);
        try
        {
            using var content = File.OpenRead(archive);
            return (await server.PutAsync(content, BlobOwner.Of(job), cancellation).ConfigureAwait(false)).ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The program {archive} of job {job} cannot be read: {e.Message}", e, isRetryable: true);
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(JobId job) => server.ReleaseAsync(job);
}
