using System.Buffers.Binary;
using System.Text;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Four numbers, and two strings as UTF-8 after lengths of two bytes.</summary>
internal readonly struct TextBidByHand : IHandCodec<TextBid>
{
    private const int Numbers = 33;

    public static int WriteAll(ReadOnlySpan<TextBid> records, byte[] target)
    {
        var position = 0;
        foreach (var record in records)
        {
            position += Write(target.AsSpan(position), record);
        }

        return position;
    }

    public static void ReadAll(byte[] source, Span<TextBid> records)
    {
        var position = 0;
        foreach (ref var record in records)
        {
            position += Read(source.AsSpan(position), out record);
        }
    }

    private static int Write(Span<byte> target, TextBid record)
    {
        if (target.Length < Numbers + 4 + 3 * (record.Channel.Length + record.Url.Length))
        {
            throw new InvalidOperationException("The array is full.");
        }

        target[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(target[1..], record.Time);
        BinaryPrimitives.WriteInt64LittleEndian(target[9..], record.Auction);
        BinaryPrimitives.WriteInt64LittleEndian(target[17..], record.Bidder);
        BinaryPrimitives.WriteInt64LittleEndian(target[25..], record.Price);
        var channel = WriteText(target[Numbers..], record.Channel);
        return Numbers + channel + WriteText(target[(Numbers + channel)..], record.Url);
    }

    private static int WriteText(Span<byte> target, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, target[2..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)length);
        return 2 + length;
    }

    private static int Read(ReadOnlySpan<byte> source, out TextBid record)
    {
        record = new TextBid
        {
            Time = BinaryPrimitives.ReadInt64LittleEndian(source[1..]),
            Auction = BinaryPrimitives.ReadInt64LittleEndian(source[9..]),
            Bidder = BinaryPrimitives.ReadInt64LittleEndian(source[17..]),
            Price = BinaryPrimitives.ReadInt64LittleEndian(source[25..]),
        };
        var channel = ReadText(source[Numbers..], out record.Channel);
        return Numbers + channel + ReadText(source[(Numbers + channel)..], out record.Url);
    }

    private static int ReadText(ReadOnlySpan<byte> source, out string text)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(source);
        text = Encoding.UTF8.GetString(source.Slice(2, length));
        return 2 + length;
    }
}
