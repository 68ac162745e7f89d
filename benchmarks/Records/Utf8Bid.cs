using Flink.Core.Types;

namespace Flink.Benchmarks.Records;

/// <summary>The bid as a struct whose text stays UTF-8.</summary>
internal struct Utf8Bid : ISample<Utf8Bid>
{
    public long Auction;
    public long Bidder;
    public long Price;
    public long Time;
    public Utf8String Channel;
    public Utf8String Url;

    public static Utf8Bid Make(int number)
    {
        var bid = TextBid.Make(number);
        return new Utf8Bid
        {
            Auction = bid.Auction,
            Bidder = bid.Bidder,
            Price = bid.Price,
            Time = bid.Time,
            Channel = Utf8String.From(bid.Channel),
            Url = Utf8String.From(bid.Url),
        };
    }

    public static long Checksum(in Utf8Bid record) =>
        (record.Auction ^ record.Price) + record.Bidder + record.Time + record.Url.Length + record.Channel.Length;
}
