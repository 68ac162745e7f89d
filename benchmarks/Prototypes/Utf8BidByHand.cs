using System.Buffers.Binary;
using Flink.Benchmarks.Records;
using Flink.Core.Types;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Four numbers, two lengths and the bytes of two texts, which when read stay where they are.</summary>
internal readonly struct Utf8BidByHand : IHandCodec<Utf8Bid>
{
    private const int Header = 40;

    public static int WriteAll(ReadOnlySpan<Utf8Bid> records, byte[] target)
    {
        var position = 0;
        foreach (ref readonly var record in records)
        {
            position += Write(target.AsSpan(position), in record);
        }

        return position;
    }

    public static void ReadAll(byte[] source, Span<Utf8Bid> records)
    {
        var position = 0;
        foreach (ref var record in records)
        {
            position += Read(source, position, out record);
        }
    }

    private static int Write(Span<byte> target, in Utf8Bid record)
    {
        var channel = record.Channel.Span;
        var url = record.Url.Span;
        if (target.Length < Header + channel.Length + url.Length)
        {
            throw new InvalidOperationException("The array is full.");
        }

        BinaryPrimitives.WriteInt64LittleEndian(target, record.Time);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], record.Auction);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], record.Bidder);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], record.Price);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], channel.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[36..], url.Length);
        channel.CopyTo(target[Header..]);
        url.CopyTo(target[(Header + channel.Length)..]);
        return Header + channel.Length + url.Length;
    }

    private static int Read(byte[] array, int position, out Utf8Bid record)
    {
        var source = array.AsSpan(position);
        var channel = BinaryPrimitives.ReadInt32LittleEndian(source[32..]);
        var url = BinaryPrimitives.ReadInt32LittleEndian(source[36..]);
        record.Time = BinaryPrimitives.ReadInt64LittleEndian(source);
        record.Auction = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        record.Bidder = BinaryPrimitives.ReadInt64LittleEndian(source[16..]);
        record.Price = BinaryPrimitives.ReadInt64LittleEndian(source[24..]);
        record.Channel = Utf8String.Wrap(array, position + Header, channel);
        record.Url = Utf8String.Wrap(array, position + Header + channel, url);
        return Header + channel + url;
    }
}
