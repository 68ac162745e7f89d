using System.Buffers.Binary;
using Flink.Benchmarks.Records;
using Flink.Core.Types;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Two numbers, a length, and the bytes of a text, which when read stay where they are.</summary>
internal readonly struct Utf8EventByHand : IHandCodec<Utf8Event>
{
    private const int Header = 18;

    public static int WriteAll(ReadOnlySpan<Utf8Event> records, byte[] target)
    {
        var position = 0;
        foreach (ref readonly var record in records)
        {
            var text = record.Text.Span;
            var span = target.AsSpan(position, Header + text.Length);
            BinaryPrimitives.WriteInt64LittleEndian(span, record.Key);
            BinaryPrimitives.WriteInt64LittleEndian(span[8..], record.Value);
            BinaryPrimitives.WriteInt16LittleEndian(span[16..], (short)text.Length);
            text.CopyTo(span[Header..]);
            position += span.Length;
        }

        return position;
    }

    public static void ReadAll(byte[] source, Span<Utf8Event> records)
    {
        var position = 0;
        foreach (ref var record in records)
        {
            var span = source.AsSpan(position);
            record.Key = BinaryPrimitives.ReadInt64LittleEndian(span);
            record.Value = BinaryPrimitives.ReadInt64LittleEndian(span[8..]);
            var length = BinaryPrimitives.ReadInt16LittleEndian(span[16..]);
            record.Text = Utf8String.Wrap(source, position + Header, length);
            position += Header + length;
        }
    }
}
