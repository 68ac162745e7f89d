using System.Runtime.InteropServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>The four words of <see cref="decimal.GetBits(decimal)"/>; the scale survives.</summary>
internal readonly struct DecimalFormat : IRecordFormat<decimal>
{
    public static int MinSize => 16;

    public static void Write(ref RecordWriter writer, in decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        writer.WriteBytes(MemoryMarshal.AsBytes(bits));
    }

    public static void Read(ref RecordReader reader, out decimal value)
    {
        var bits = MemoryMarshal.Cast<byte, int>(reader.ReadBytes(16));
        var scale = (bits[3] >> 16) & 0x7FFF;
        if ((bits[3] & 0x7F00FFFF) != 0 || scale > 28)
        {
            reader.ThrowCorrupt($"0x{bits[3]:X8} is not the sign and scale of a decimal");
        }

        value = new decimal(bits);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<decimal> values) =>
        Elementwise.WriteAll<decimal, DecimalFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<decimal> values) =>
        Elementwise.ReadAll<decimal, DecimalFormat>(ref reader, values);
}
