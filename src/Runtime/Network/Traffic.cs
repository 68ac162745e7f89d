namespace Flink.Runtime.Network;

/// <summary>What went between two workers; batches that go by reference within one are not in it.</summary>
/// <param name="Bytes">Bytes of frames, headers included.</param>
/// <param name="Buffers">Frames that held records.</param>
public readonly record struct Traffic(long Bytes, long Buffers)
{
    /// <summary>Both together.</summary>
    public static Traffic operator +(Traffic a, Traffic b) => new(a.Bytes + b.Bytes, a.Buffers + b.Buffers);
}
