namespace Flink.Benchmarks.Records;

/// <summary>A class of six fields.</summary>
internal sealed class Payment : ISample<Payment>
{
    public long Id;
    public long Account;
    public double Amount;
    public int Currency;
    public int Kind;
    public long Time;

    public static Payment Make(int number) => new()
    {
        Id = number,
        Account = number * 7919L,
        Amount = number * 0.25,
        Currency = number % 13,
        Kind = number & 3,
        Time = 1_700_000_000_000 + number,
    };

    public static long Checksum(in Payment record) =>
        record.Id ^ record.Account + (long)record.Amount + record.Currency + record.Kind + record.Time;
}
