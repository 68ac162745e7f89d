using System.Runtime.InteropServices;

namespace Flink.Benchmarks.Prototypes;

/// <summary>The positions of a <see cref="SpscRing{T}"/>, each on a cache line of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 5 * Line)]
internal struct RingPositions
{
    private const int Line = 64;

    [FieldOffset(1 * Line)]
    public long Head;

    [FieldOffset(2 * Line)]
    public long TailSeenByConsumer;

    [FieldOffset(3 * Line)]
    public long Tail;

    [FieldOffset(4 * Line)]
    public long HeadSeenByProducer;
}
