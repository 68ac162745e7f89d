using System.Buffers.Binary;
using System.Text;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Two numbers, a length, and a string as UTF-8.</summary>
internal readonly struct TextEventByHand : IHandCodec<TextEvent>
{
    private const int Header = 18;

    public static int WriteAll(ReadOnlySpan<TextEvent> records, byte[] target)
    {
        var position = 0;
        foreach (ref readonly var record in records)
        {
            var span = target.AsSpan(position);
            BinaryPrimitives.WriteInt64LittleEndian(span, record.Key);
            BinaryPrimitives.WriteInt64LittleEndian(span[8..], record.Value);
            var length = Encoding.UTF8.GetBytes(record.Text, span[Header..]);
            BinaryPrimitives.WriteInt16LittleEndian(span[16..], (short)length);
            position += Header + length;
        }

        return position;
    }

    public static void ReadAll(byte[] source, Span<TextEvent> records)
    {
        var position = 0;
        foreach (ref var record in records)
        {
            var span = source.AsSpan(position);
            record.Key = BinaryPrimitives.ReadInt64LittleEndian(span);
            record.Value = BinaryPrimitives.ReadInt64LittleEndian(span[8..]);
            var length = BinaryPrimitives.ReadInt16LittleEndian(span[16..]);
            record.Text = Encoding.UTF8.GetString(span.Slice(Header, length));
            position += Header + length;
        }
    }
}
