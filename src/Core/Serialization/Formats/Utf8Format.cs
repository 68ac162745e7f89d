using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>
/// Text as in <see cref="StringFormat"/>, so that a field may change between the two types; bytes that are not UTF-8 survive.
/// </summary>
internal readonly struct Utf8Format : IRecordFormat<Utf8String>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in Utf8String value)
    {
        var bytes = value.Span;
        if (bytes.Length <= TextHeader.MostShortBytes)
        {
            // One look at the room for both, and a header of one byte.
            ref var start = ref writer.Claim(1 + bytes.Length);
            start = (byte)TextHeader.Of(bytes.Length, false);
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, 1), bytes.Length));
            return;
        }

        if (bytes.Length <= TextHeader.MostMediumBytes)
        {
            ref var start = ref writer.Claim(2 + bytes.Length);
            TextHeader.PutMedium(ref start, bytes.Length);
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, 2), bytes.Length));
            return;
        }

        writer.WriteVarint(TextHeader.Of(bytes.Length, false));
        writer.WriteBytes(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(ref RecordReader reader, out Utf8String value)
    {
        if (!reader.TryReadShortSlice(out value))
        {
            ReadAny(ref reader, out value);
        }
    }

    private static void ReadAny(ref RecordReader reader, out Utf8String value)
    {
        var (length, isUtf16) = TextHeader.Read(ref reader);
        if (isUtf16)
        {
            StringFormat.ReadUtf16(ref reader, length, out var text);
            value = Utf8String.From(text);
            return;
        }

        value = length <= 0 ? default : reader.ReadUtf8(length);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<Utf8String> values) =>
        Elementwise.WriteAll<Utf8String, Utf8Format>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<Utf8String> values) =>
        Elementwise.ReadAll<Utf8String, Utf8Format>(ref reader, values);
}
