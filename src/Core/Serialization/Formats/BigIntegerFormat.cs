using System.Numerics;

namespace Flink.Core.Serialization.Formats;

/// <summary>The bytes of the two's complement, lowest first, after a <see cref="TextHeader"/> with their number.</summary>
internal readonly struct BigIntegerFormat : IRecordFormat<BigInteger>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in BigInteger value)
    {
        var count = value.GetByteCount();
        writer.WriteVarint(TextHeader.Of(count, false));
        value.TryWriteBytes(writer.Reserve(count), out var written);
        writer.Advance(written);
    }

    public static void Read(ref RecordReader reader, out BigInteger value)
    {
        var (length, isUtf16) = TextHeader.Read(ref reader);
        if (length < 0 || isUtf16)
        {
            reader.ThrowCorrupt("the header of a whole number is that of text or of null");
        }

        value = new BigInteger(reader.ReadBytes(length));
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<BigInteger> values) =>
        Elementwise.WriteAll<BigInteger, BigIntegerFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<BigInteger> values) =>
        Elementwise.ReadAll<BigInteger, BigIntegerFormat>(ref reader, values);
}
