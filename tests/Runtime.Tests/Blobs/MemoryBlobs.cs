using Flink.Core.Graph;
using Flink.Runtime.Blobs;

namespace Flink.Runtime.Tests.Blobs;

/// <summary>Durable blobs that outlive a server of the same test.</summary>
internal sealed class MemoryBlobs : IDurableBlobs
{
    public Dictionary<(JobId Job, BlobKey Key), byte[]> Blobs { get; } = [];

    public void Put(JobId job, BlobKey key, Stream content)
    {
        var copy = new MemoryStream();
        content.CopyTo(copy);
        Blobs[(job, key)] = copy.ToArray();
    }

    public Stream? TryOpen(JobId job, BlobKey key) => Blobs.TryGetValue((job, key), out var content) ? new MemoryStream(content) : null;

    public JobId? FindOwner(BlobKey key) => Blobs.Keys.Where(stored => stored.Key == key).Select(stored => (JobId?)stored.Job).FirstOrDefault();

    public void Remove(JobId job)
    {
        foreach (var key in Blobs.Keys.Where(key => key.Job == job).ToList())
        {
            Blobs.Remove(key);
        }
    }
}
