using System.Buffers.Binary;
using System.IO.Hashing;

namespace Flink.Runtime.State;

/// <summary>
/// The form of checkpoint files: a header, then blocks of at most 64 KB, each with its length before it and a checksum after it.
/// </summary>
/// <remarks>
/// Header: 8 bytes that say what kind of file it is, version (4), identity (8), checksum of these (8). Block: length (4), content,
/// checksum (8). Numbers are little-endian, checksums XXH3. The checksum of a block is seeded with the file's identity and the
/// block's number, so that neither a block of another file nor one at another place passes for the right one.
/// </remarks>
internal static class BlockFile
{
    public const int Version = 1;
    public const int HeaderSize = 28;
    public const int MaxBlock = 64 * 1024;
    public const int LengthSize = sizeof(int);
    public const int ChecksumSize = sizeof(ulong);

    /// <summary>A file with the state of a task.</summary>
    public static ReadOnlySpan<byte> StateMagic => "FLN-STA\n"u8;

    /// <summary>A file that says what a checkpoint consists of.</summary>
    public static ReadOnlySpan<byte> MetadataMagic => "FLN-CHK\n"u8;

    public static ulong ChecksumOf(ReadOnlySpan<byte> content, ulong identity, long block) =>
        XxHash3.HashToUInt64(content, (long)identity ^ (block * unchecked((long)0x9E3779B97F4A7C15)));

    public static byte[] Header(ReadOnlySpan<byte> magic, ulong identity)
    {
        var header = new byte[HeaderSize];
        magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(12), identity);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(20), XxHash3.HashToUInt64(header.AsSpan(0, 20)));
        return header;
    }
}
