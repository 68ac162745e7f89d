using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Flink.Core.Serialization.Formats;

/// <summary>
/// Text as UTF-8 after a <see cref="TextHeader"/>; a string with unpaired surrogates, which UTF-8 cannot say, as UTF-16, so that
/// every string comes back as it was.
/// </summary>
internal readonly struct StringFormat : IRecordFormat<string?>
{
    // Up to so many characters, room for the worst case is cheaper than a pass that counts the bytes.
    private const int LongLength = 4096;
    private const int MaxHeaderBytes = 5;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in string? value)
    {
        if (value is null)
        {
            writer.WriteVarint(0);
            return;
        }

        if (value.Length <= LongLength ? TryWriteAtOnce(ref writer, value) : TryWriteCounted(ref writer, value))
        {
            return;
        }

        writer.WriteVarint(TextHeader.Of(checked(value.Length * 2), true));
        writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public static void Read(ref RecordReader reader, out string? value)
    {
        var (length, isUtf16) = TextHeader.Read(ref reader);
        if (length < 0)
        {
            value = null;
        }
        else if (isUtf16)
        {
            ReadUtf16(ref reader, length, out value);
        }
        else
        {
            value = Decode(ref reader, reader.ReadBytes(length));
        }
    }

    public static void ReadUtf16(ref RecordReader reader, int length, out string value)
    {
        if (length % 2 != 0)
        {
            reader.ThrowCorrupt($"text of {length} bytes is not UTF-16");
        }

        value = new string(MemoryMarshal.Cast<byte, char>(reader.ReadBytes(length)));
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<string?> values) =>
        Elementwise.WriteAll<string?, StringFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<string?> values) =>
        Elementwise.ReadAll<string?, StringFormat>(ref reader, values);

    /// <summary>Writes text behind the header that it would have if it were ASCII, and moves it if the header gets longer.</summary>
    private static bool TryWriteAtOnce(ref RecordWriter writer, string value)
    {
        var room = writer.Reserve(MaxHeaderBytes + value.Length * 3);
        var expected = value.Length <= TextHeader.MostShortBytes ? 1 : 2;
        if (Utf8.FromUtf16(value, room[expected..], out _, out var bytes, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        if (bytes <= TextHeader.MostShortBytes)
        {
            room[0] = (byte)TextHeader.Of(bytes, false);
            writer.Advance(1 + bytes);
        }
        else if (expected == 2 && bytes <= TextHeader.MostMediumBytes)
        {
            TextHeader.PutMedium(ref room[0], bytes);
            writer.Advance(2 + bytes);
        }
        else
        {
            PutLongerHeader(ref writer, room, expected, bytes);
        }

        return true;
    }

    // By itself: the bytes on the stack would cost every text their clearing and a guard.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PutLongerHeader(ref RecordWriter writer, Span<byte> room, int expected, int bytes)
    {
        Span<byte> actual = stackalloc byte[MaxHeaderBytes * 2];
        var size = RecordWriter.PutVarint(actual, TextHeader.Of(bytes, false));
        room.Slice(expected, bytes).CopyTo(room[size..]);
        actual[..size].CopyTo(room);
        writer.Advance(size + bytes);
    }

    private static bool TryWriteCounted(ref RecordWriter writer, string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        var room = writer.Reserve(MaxHeaderBytes + bytes);
        var header = RecordWriter.PutVarint(room, TextHeader.Of(bytes, false));
        if (Utf8.FromUtf16(value, room[header..], out _, out _, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        writer.Advance(header + bytes);
        return true;
    }

    private static string Decode(ref RecordReader reader, ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return string.Create(bytes.Length, bytes, static (target, source) => Ascii.ToUtf16(source, target, out _));
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            reader.ThrowCorrupt("text is not UTF-8");
            return "";
        }
    }
}
