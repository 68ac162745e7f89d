namespace Flink.Benchmarks.Records;

/// <summary>A bid of an auction, as an object with two strings.</summary>
internal sealed class TextBid : ISample<TextBid>
{
    public long Auction;
    public long Bidder;
    public long Price;
    public long Time;
    public string Channel = "";
    public string Url = "";

    public static TextBid Make(int number) => new()
    {
        Auction = number * 7919L % 1_000_000,
        Bidder = number * 104_729L % 1_000_000,
        Price = number % 10_000,
        Time = 1_700_000_000_000 + number,
        Channel = $"channel-{number * 31 % 10_000}",
        Url = $"https://www.nexmark.com/{number * 7919L % 100_000}/item.htm?query=1&ch={number * 104_729L % 100_000}",
    };

    public static long Checksum(in TextBid record) =>
        (record.Auction ^ record.Price) + record.Bidder + record.Time + record.Url.Length + record.Channel.Length;
}
