using System.Buffers;
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
    // With at most this many characters the header is one byte whatever they encode to, and there is no counting pass.
    private const int ShortLength = 20;
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

        int bytes;
        if (value.Length <= ShortLength)
        {
            var room = writer.Reserve(1 + value.Length * 3);
            if (Utf8.FromUtf16(value, room[1..], out _, out bytes, replaceInvalidSequences: false) == OperationStatus.Done)
            {
                room[0] = (byte)TextHeader.Of(bytes, false);
                writer.Advance(1 + bytes);
                return;
            }
        }
        else
        {
            bytes = Encoding.UTF8.GetByteCount(value);
            var room = writer.Reserve(MaxHeaderBytes + bytes);
            var header = RecordWriter.PutVarint(room, TextHeader.Of(bytes, false));
            if (Utf8.FromUtf16(value, room[header..], out _, out _, replaceInvalidSequences: false) == OperationStatus.Done)
            {
                writer.Advance(header + bytes);
                return;
            }
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

    private static string Decode(ref RecordReader reader, ReadOnlySpan<byte> bytes)
    {
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
