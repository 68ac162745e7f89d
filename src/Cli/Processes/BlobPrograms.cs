using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Flink.Runtime.Dispatcher;

namespace Flink.Cli.Processes;

/// <summary>Programs of jobs are blobs: workers fetch them, and the next leader finds them, where there is high availability.</summary>
internal sealed class BlobPrograms(BlobServer blobs) : IProgramFiles
{
    public async Task<string> PutAsync(JobId job, string archive, CancellationToken cancellation)
    {
        using var zip = File.OpenRead(archive);
        return (await blobs.PutAsync(zip, BlobOwner.Of(job), cancellation).ConfigureAwait(false)).Hash;
    }

    public Task ReleaseAsync(JobId job) => blobs.ReleaseAsync(job);
}
