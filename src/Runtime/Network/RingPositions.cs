using System.Runtime.InteropServices;

namespace Flink.Runtime.Network;

/// <summary>The positions of a ring's two sides, 64 bytes apart and away from the object's header, so that they do not share a cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 320)]
internal struct RingPositions
{
    /// <summary>Elements taken; written by the consumer.</summary>
    [FieldOffset(64)]
    public long Head;

    /// <summary>The consumer's copy of <see cref="Tail"/>.</summary>
    [FieldOffset(72)]
    public long TailSeen;

    /// <summary>Elements appended; written by the producer.</summary>
    [FieldOffset(192)]
    public long Tail;

    /// <summary>The producer's copy of <see cref="Head"/>.</summary>
    [FieldOffset(200)]
    public long HeadSeen;
}
