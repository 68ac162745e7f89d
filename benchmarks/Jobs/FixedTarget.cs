using System.Buffers;

namespace Flink.Benchmarks.Jobs;

/// <summary>A buffer writer over one array that does not move, so that ours and the hand-written loop copy between the same places of a page.</summary>
internal sealed class FixedTarget(int size) : IBufferWriter<byte>
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(size, pinned: true);
    private int _written;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _written);

    public void Reset() => _written = 0;

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_written);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_written);
}
