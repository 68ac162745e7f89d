using System.Buffers.Binary;
using System.Text;
using Flink.Core;

namespace Flink.Runtime.State;

/// <summary>Reads what <see cref="SnapshotBuffer"/> wrote. Never reads past the end and never allocates more than there is.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="source">What they are, for errors.</param>
internal sealed class SnapshotParser(ReadOnlyMemory<byte> bytes, string source)
{
    private int _position;

    public bool ReadBool() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw Malformed($"{other} is neither true nor false"),
    };

    public byte ReadByte() => Take(1).Span[0];

    public int ReadInt() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);

    public long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)).Span);

    /// <summary>A number of things that follow, each of which takes at least <paramref name="least"/> bytes.</summary>
    public int ReadCount(int least)
    {
        var count = ReadInt();
        return count >= 0 && (long)count * least <= bytes.Length - _position
            ? count
            : throw Malformed($"a count of {count} does not fit into the {bytes.Length - _position} bytes that are left");
    }

    public ReadOnlyMemory<byte> ReadBytes() => Take(ReadCount(1));

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes().Span);

    public void ExpectEnd()
    {
        if (_position != bytes.Length)
        {
            throw Malformed($"{bytes.Length - _position} bytes follow its end");
        }
    }

    public FlinkException Malformed(string what) =>
        new($"{source} is no state of this format: {what} (byte {_position} of {bytes.Length}). It was written by another version, or by something else.");

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > bytes.Length - _position)
        {
            throw Malformed($"{count} bytes are wanted and {bytes.Length - _position} are left");
        }

        var taken = bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}
