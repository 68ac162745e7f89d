using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Flink.Core.Closures;

/// <summary>Bytes that grow: numbers are little-endian, counts and references variable in length.</summary>
internal sealed class ClosureOutput
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Byte(byte value) => Room(1)[0] = value;

    public void Count(int value)
    {
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                Byte((byte)rest);
                return;
            }

            Byte((byte)(rest | 0x80));
        }
    }

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);

    public void Value<T>(T value)
        where T : unmanaged => MemoryMarshal.Write(Room(Unsafe.SizeOf<T>()), in value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    public void Blob(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Bytes(bytes);
    }

    // UTF-16, since a string may hold half a surrogate pair; a flag for the usual case keeps text short.
    public void Text(string text)
    {
        var isAscii = Ascii.IsValid(text);
        Count(text.Length);
        Byte(isAscii ? (byte)1 : (byte)0);
        if (isAscii)
        {
            Encoding.ASCII.GetBytes(text, Room(text.Length));
        }
        else
        {
            Bytes(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    public void OptionalText(string? text)
    {
        Byte(text is null ? (byte)0 : (byte)1);
        if (text is not null)
        {
            Text(text);
        }
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Length + count)));
        }

        var room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }
}
