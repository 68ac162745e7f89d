using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.Runtime.State;

/// <summary>Reads a checkpoint file and refuses what was changed, cut off or exchanged; see <see cref="BlockFile"/>.</summary>
internal sealed class BlockFileReader
{
    private readonly Stream _stream;
    private readonly FilePath _path;
    private readonly ulong _identity;
    private readonly byte[] _block = new byte[BlockFile.MaxBlock];

    /// <param name="stream">At its beginning; stays the caller's.</param>
    /// <param name="path">For errors.</param>
    /// <param name="magic">The kind of file that is expected.</param>
    /// <param name="identity">What it must call itself.</param>
    /// <exception cref="FlinkException">It is another file, or its header is damaged.</exception>
    public BlockFileReader(Stream stream, FilePath path, ReadOnlySpan<byte> magic, ulong identity)
    {
        _stream = stream;
        _path = path;
        _identity = identity;
        Span<byte> header = stackalloc byte[BlockFile.HeaderSize];
        var count = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (count < header.Length)
        {
            throw Damaged(0, $"it ends after {count} bytes, within its header");
        }

        Check(header, magic);
    }

    /// <summary>Begins to read a section, block by block.</summary>
    /// <param name="position">Where it begins.</param>
    /// <param name="length">Its bytes.</param>
    /// <returns>Valid until the next call.</returns>
    public StateInput OpenSection(BlockPosition position, long length)
    {
        if (position.Offset < BlockFile.HeaderSize || length < 0 || length > _stream.Length - position.Offset)
        {
            throw Damaged(position.Offset, $"a state of {length} bytes cannot begin there");
        }

        _stream.Seek(position.Offset, SeekOrigin.Begin);
        return new Section(this, position, length);
    }

    /// <summary>Reads everything up to the mark of the end, after which nothing may follow.</summary>
    public ReadOnlyMemory<byte> ReadToEnd()
    {
        var content = new ArrayBufferWriter<byte>();
        var offset = (long)BlockFile.HeaderSize;
        for (var block = 0L; ; block++)
        {
            var bytes = ReadBlock(offset, block);
            offset += SizeOf(bytes);
            if (bytes.Length == 0)
            {
                return _stream.ReadByte() < 0 ? content.WrittenMemory : throw Damaged(offset, "something follows its end");
            }

            content.Write(bytes);
        }
    }

    private static int SizeOf(ReadOnlySpan<byte> content) => BlockFile.LengthSize + content.Length + BlockFile.ChecksumSize;

    private ReadOnlySpan<byte> ReadBlock(long offset, long block)
    {
        Span<byte> number = stackalloc byte[BlockFile.ChecksumSize];
        ReadExactly(number[..BlockFile.LengthSize], offset);
        var length = BinaryPrimitives.ReadInt32LittleEndian(number);
        if (length is < 0 or > BlockFile.MaxBlock)
        {
            throw Damaged(offset, $"a block cannot have {length} bytes");
        }

        var content = _block.AsSpan(0, length);
        ReadExactly(content, offset);
        ReadExactly(number, offset);
        return BinaryPrimitives.ReadUInt64LittleEndian(number) == BlockFile.ChecksumOf(content, _identity, block)
            ? content
            : throw Damaged(offset, $"the checksum of the block of {length} bytes that begins there is wrong");
    }

    private void ReadExactly(Span<byte> target, long offset)
    {
        if (_stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
        {
            throw Damaged(offset, "it ends within the block that begins there");
        }
    }

    private void Check(ReadOnlySpan<byte> header, ReadOnlySpan<byte> magic)
    {
        if (!header.StartsWith(magic))
        {
            throw new FlinkException($"'{_path}' is no {Kind(magic)} of this engine: it begins with other bytes. State of Apache Flink cannot be read.");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(header[20..]) != XxHash3.HashToUInt64(header[..20]))
        {
            throw Damaged(0, "the checksum of its header is wrong");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != BlockFile.Version)
        {
            throw new FlinkException($"'{_path}' has version {version}, this engine reads version {BlockFile.Version}. Read it with the version that wrote it.");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(header[12..]) != _identity)
        {
            throw new FlinkException($"'{_path}' belongs to another checkpoint or another task. Put the file back that was written under this name.");
        }
    }

    private static string Kind(ReadOnlySpan<byte> magic) => magic.SequenceEqual(BlockFile.StateMagic) ? "state file" : "checkpoint metadata";

    private FlinkException Damaged(long offset, string what) =>
        new($"The checkpoint file '{_path}' is damaged at byte {offset}: {what}. Restore from another checkpoint or a copy of the file.");

    private sealed class Section(BlockFileReader file, BlockPosition position, long size) : StateInput(size, $"State in '{file._path}'")
    {
        private long _offset = position.Offset;
        private long _block = position.Block;
        private long _unread = size;
        private int _used;
        private int _count;

        protected override void Give(Span<byte> target)
        {
            while (target.Length > 0)
            {
                var length = Next(target.Length);
                file._block.AsSpan(_used, length).CopyTo(target);
                target = target[length..];
                _used += length;
            }
        }

        protected override void Pass(int count)
        {
            while (count > 0)
            {
                var length = Next(count);
                count -= length;
                _used += length;
            }
        }

        // How many of so many bytes are in the block that was read last.
        private int Next(int most)
        {
            if (_used == _count)
            {
                var bytes = file.ReadBlock(_offset, _block++);
                if (bytes.Length == 0 || bytes.Length > _unread)
                {
                    throw file.Damaged(_offset, $"a block of {bytes.Length} bytes is not part of a state of {Size} bytes");
                }

                _unread -= bytes.Length;
                _offset += SizeOf(bytes);
                (_used, _count) = (0, bytes.Length);
            }

            return Math.Min(most, _count - _used);
        }
    }
}
