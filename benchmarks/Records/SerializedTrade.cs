namespace Flink.Benchmarks.Records;

/// <summary>An unmanaged struct of 32 bytes.</summary>
internal struct SerializedTrade : IKeyedSample<SerializedTrade>
{
    public long Id;
    public long Key;
    public double Price;
    public long Extra;

    public static SerializedTrade Make(int number) => new() { Id = number, Key = number * 7919L, Price = number * 0.25, Extra = -number };

    public static long KeyOf(SerializedTrade record) => record.Key;

    public static long Checksum(in SerializedTrade record) => record.Id ^ record.Key + record.Extra + (long)record.Price;
}
