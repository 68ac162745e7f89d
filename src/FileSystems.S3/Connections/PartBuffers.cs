using System.Collections.Concurrent;

namespace Flink.FileSystems.S3.Connections;

/// <summary>Room for parts, used again: arrays of this size are expensive to get and late to go.</summary>
/// <remarks>Safe for use by several threads.</remarks>
/// <param name="size">Bytes of those that are kept; others are made, and forgotten when they come back.</param>
/// <param name="most">How many are kept.</param>
internal sealed class PartBuffers(int size, int most)
{
    private readonly ConcurrentBag<byte[]> _free = [];

    public byte[] Rent(int bytes) => bytes == size && _free.TryTake(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(bytes);

    public void Return(byte[] buffer)
    {
        if (buffer.Length == size && _free.Count < most)
        {
            _free.Add(buffer);
        }
    }
}
