using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Flink.Core.Serialization;

namespace Flink.Core.Closures;

/// <summary>Reads what <see cref="ClosureOutput"/> wrote. Whatever the bytes are, it neither reads beyond them nor believes a count that they cannot hold.</summary>
internal sealed class ClosureInput(ReadOnlyMemory<byte> bytes)
{
    public int Position { get; private set; }

    public int Remaining => bytes.Length - Position;

    public byte Byte() => Bytes(1)[0];

    public int Number()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value <= int.MaxValue ? (int)value : Corrupt<int>("a number is out of range");
            }
        }

        return Corrupt<int>("a number is too long");
    }

    /// <summary>How many things follow, each of at least so many bytes.</summary>
    public int Count(int minimumBytes = 1)
    {
        var count = Number();
        return (long)count * minimumBytes <= Remaining
            ? count
            : Corrupt<int>($"{count} elements of at least {minimumBytes} bytes are announced and {Remaining} bytes are left");
    }

    public int Index(int count, string what)
    {
        var index = Number();
        return index < count ? index : Corrupt<int>($"{what} {index} is named and there are {count}");
    }

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

    public T Value<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Bytes(Unsafe.SizeOf<T>()));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            Corrupt<int>($"{count} bytes are needed and {Remaining} are left");
        }

        var read = bytes.Span.Slice(Position, count);
        Position += count;
        return read;
    }

    public ReadOnlyMemory<byte> Blob()
    {
        var length = Count();
        var blob = bytes.Slice(Position, length);
        Position += length;
        return blob;
    }

    public string Text()
    {
        var length = Count();
        return Byte() switch
        {
            1 => Encoding.Latin1.GetString(Bytes(length)),
            0 when (long)length * sizeof(char) <= Remaining => new string(MemoryMarshal.Cast<byte, char>(Bytes(length * sizeof(char)))),
            _ => Corrupt<string>("a text is cut or of an unknown form"),
        };
    }

    public string? OptionalText() => Byte() == 0 ? null : Text();

    [DoesNotReturn]
    public T Corrupt<T>(string reason) => throw new CorruptDataException(Position, bytes.Length, reason);
}
