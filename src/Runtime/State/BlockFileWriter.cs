using System.Buffers.Binary;

namespace Flink.Runtime.State;

/// <summary>Writes a checkpoint file; see <see cref="BlockFile"/>.</summary>
internal sealed class BlockFileWriter
{
    private readonly Stream _stream;
    private readonly ulong _identity;
    private readonly byte[] _block = new byte[BlockFile.LengthSize + BlockFile.MaxBlock + BlockFile.ChecksumSize];
    private long _blocks;

    /// <param name="stream">Stays the caller's.</param>
    /// <param name="magic">The kind of file.</param>
    /// <param name="identity">What the file calls itself.</param>
    public BlockFileWriter(Stream stream, ReadOnlySpan<byte> magic, ulong identity)
    {
        _stream = stream;
        _identity = identity;
        stream.Write(BlockFile.Header(magic, identity));
        Length = BlockFile.HeaderSize;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes one section, which begins with a block of its own.</summary>
    /// <returns>Where it begins.</returns>
    public BlockPosition WriteSection(ReadOnlySpan<byte> content, CancellationToken cancellation = default)
    {
        var position = new BlockPosition(Length, _blocks);
        while (content.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = Math.Min(content.Length, BlockFile.MaxBlock);
            WriteBlock(content[..length]);
            content = content[length..];
        }

        return position;
    }

    /// <summary>Marks the end, for a file whose length nobody knows.</summary>
    public void WriteEnd() => WriteBlock([]);

    private void WriteBlock(ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_block, content.Length);
        content.CopyTo(_block.AsSpan(BlockFile.LengthSize));
        var end = BlockFile.LengthSize + content.Length;
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(end), BlockFile.ChecksumOf(content, _identity, _blocks));
        _stream.Write(_block, 0, end + BlockFile.ChecksumSize);
        Length += end + BlockFile.ChecksumSize;
        _blocks++;
    }
}
