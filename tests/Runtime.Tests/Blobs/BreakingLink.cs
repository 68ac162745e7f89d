using Flink.Runtime.Blobs;

namespace Flink.Runtime.Tests.Blobs;

/// <summary>A way to a server that breaks at given positions, once each.</summary>
internal sealed class BreakingLink(BlobServer? server, params int[] breaks) : IBlobClient
{
    private readonly Queue<int> _breaks = new(breaks);

    public List<long> Offsets { get; } = [];

    public bool DamagesFirst { get; init; }

    /// <summary>Transfers begin when this has ended.</summary>
    public Task Opens { get; init; } = Task.CompletedTask;

    public Task<BlobKey> PutAsync(Stream content, BlobOwner owner, CancellationToken cancellation) => throw new NotSupportedException();

    public async Task GetAsync(BlobKey key, long offset, Stream target, CancellationToken cancellation)
    {
        await Opens;
        Offsets.Add(offset);
        var content = new MemoryStream();
        if (server is not null)
        {
            await server.GetAsync(key, offset, content, cancellation);
        }

        var bytes = content.ToArray();
        if (DamagesFirst && Offsets.Count == 1)
        {
            bytes[0] ^= 1;
        }

        if (_breaks.TryDequeue(out var end))
        {
            await target.WriteAsync(bytes.AsMemory(0, (int)(end - offset)), cancellation);
            throw new BlobException(BlobError.Unreachable, "The connection broke.");
        }

        await target.WriteAsync(bytes, cancellation);
    }
}
