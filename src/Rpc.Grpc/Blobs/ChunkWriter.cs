using Flink.Core.FileSystems;
using Grpc.Core;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>Sends what is written.</summary>
internal sealed class ChunkWriter(IAsyncStreamWriter<Chunk> target) : ForwardOnlyStream
{
    public override bool CanWrite => true;

    // What was given is serialized when the write is complete, so it needs no copy.
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var length = Math.Min(buffer.Length, Chunk.MaxBytes);
            await target.WriteAsync(new Chunk(buffer[..length]), cancellationToken).ConfigureAwait(false);
            buffer = buffer[length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
