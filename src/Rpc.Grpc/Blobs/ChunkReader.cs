using Flink.Core.FileSystems;
using Grpc.Core;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>Reads what is received.</summary>
internal sealed class ChunkReader(IAsyncStreamReader<Chunk> source) : ForwardOnlyStream
{
    private ReadOnlyMemory<byte> _left;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left.Length == 0)
        {
            if (!await source.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }

            _left = source.Current.Bytes;
        }

        var length = Math.Min(buffer.Length, _left.Length);
        _left[..length].CopyTo(buffer);
        _left = _left[length..];
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
