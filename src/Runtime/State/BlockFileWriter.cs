using System.Buffers.Binary;

namespace Flink.Runtime.State;

/// <summary>Writes a checkpoint file; see <see cref="BlockFile"/>.</summary>
internal sealed class BlockFileWriter
{
    private readonly Stream _stream;
    private readonly ulong _identity;
    private readonly byte[] _block = new byte[BlockFile.LengthSize + BlockFile.MaxBlock + BlockFile.ChecksumSize];
    private long _blocks;
    private int _used;

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
    public BlockPosition WriteSection(ReadOnlySpan<byte> content)
    {
        var position = BeginSection();
        Write(content);
        EndSection();
        return position;
    }

    /// <summary>Begins a section, with a block of its own; the one before has ended.</summary>
    /// <returns>Where it begins.</returns>
    public BlockPosition BeginSection() => new(Length, _blocks);

    /// <summary>Writes more of the section.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var length = Math.Min(content.Length, BlockFile.MaxBlock - _used);
            content[..length].CopyTo(_block.AsSpan(BlockFile.LengthSize + _used));
            content = content[length..];
            _used += length;
            if (_used == BlockFile.MaxBlock)
            {
                WriteBlock();
            }
        }
    }

    /// <summary>Ends the section.</summary>
    public void EndSection()
    {
        if (_used > 0)
        {
            WriteBlock();
        }
    }

    /// <summary>Marks the end, for a file whose length nobody knows.</summary>
    public void WriteEnd() => WriteBlock();

    private void WriteBlock()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_block, _used);
        var end = BlockFile.LengthSize + _used;
        var content = _block.AsSpan(BlockFile.LengthSize, _used);
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(end), BlockFile.ChecksumOf(content, _identity, _blocks));
        _stream.Write(_block, 0, end + BlockFile.ChecksumSize);
        Length += end + BlockFile.ChecksumSize;
        _blocks++;
        _used = 0;
    }
}
