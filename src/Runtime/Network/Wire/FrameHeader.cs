using System.Buffers.Binary;
using System.IO.Hashing;

namespace Flink.Runtime.Network.Wire;

/// <summary>What stands before the payload of each frame: 32 bytes, little-endian, with a checksum of its own.</summary>
/// <param name="Kind">What the frame carries.</param>
/// <param name="Flags">How the payload of a batch is written.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="Channel">The channel, by the number that the side which opened it gave it.</param>
/// <param name="Count">Records of a batch; other meanings in <see cref="FrameKind"/>.</param>
/// <param name="RawLength">Bytes of the payload before compression; other meanings in <see cref="FrameKind"/>.</param>
/// <param name="Checksum">XXH3 of the payload.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind, FrameFlags Flags, int Length, uint Channel, int Count, int RawLength, ulong Checksum)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 32;

    /// <summary>Most bytes of a payload. Only a single record can be so large: batches are cut at <see cref="RecordFrames.MaxBytes"/>.</summary>
    public const int MaxLength = 256 << 20;

    private const int ChecksumAt = 28;
    private const FrameFlags KnownFlags = FrameFlags.Compressed | FrameFlags.OneTimestamp;

    /// <summary>The header of a frame without payload.</summary>
    public static FrameHeader Empty(FrameKind kind, uint channel, int count = 0, int rawLength = 0) =>
        new(kind, FrameFlags.None, 0, channel, count, rawLength, XxHash3.HashToUInt64([]));

    /// <summary>Writes the 32 bytes.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        target[4] = (byte)Kind;
        target[5] = (byte)Flags;
        target[6] = 0;
        target[7] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Channel);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], RawLength);
        BinaryPrimitives.WriteUInt64LittleEndian(target[20..], Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumAt..], Sum(target));
    }

    /// <summary>Reads and checks 32 bytes.</summary>
    /// <exception cref="ProtocolException">They are no header of this version.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumAt..]) != Sum(source))
        {
            throw new ProtocolException("the checksum of a frame's header is wrong");
        }

        var header = new FrameHeader(
            (FrameKind)source[4],
            (FrameFlags)source[5],
            BinaryPrimitives.ReadInt32LittleEndian(source),
            BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[20..]));
        header.Check(source[6] | source[7]);
        return header;
    }

    private static uint Sum(ReadOnlySpan<byte> header) => (uint)XxHash3.HashToUInt64(header[..ChecksumAt]);

    private void Check(int reserved)
    {
        if (Kind is < FrameKind.Open or > FrameKind.EndOfInput || (Flags & ~KnownFlags) != 0 || reserved != 0)
        {
            throw new ProtocolException($"a frame of kind {(byte)Kind} with flags {(byte)Flags} is unknown");
        }

        if ((uint)Length > MaxLength || Count < 0 || (uint)RawLength > MaxLength)
        {
            throw new ProtocolException($"a frame of kind {Kind} announces {Length} bytes, {Count} records and {RawLength} bytes before compression");
        }
    }
}
