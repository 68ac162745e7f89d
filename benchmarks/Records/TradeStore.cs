namespace Flink.Benchmarks.Records;

/// <summary>The records that every source of the chain figures repeats: few enough to stay in the second-level cache.</summary>
internal static class TradeStore
{
    /// <summary>A power of two, so that a record number becomes an index by <see cref="Mask"/>.</summary>
    public const int Count = 4096;

    public const int Mask = Count - 1;

    private const int Seed = 42;
    private const long Keys = 1 << 20;
    private const double MaxPrice = 100;

    public static Trade[] Structs()
    {
        var random = new Random(Seed);
        var trades = new Trade[Count];
        for (var i = 0; i < Count; i++)
        {
            trades[i] = new Trade { Id = i, Key = random.NextInt64(Keys), Price = random.NextDouble() * MaxPrice, Extra = i };
        }

        return trades;
    }

    public static TradeObject[] Objects()
    {
        var trades = new TradeObject[Count];
        for (var i = 0; i < Count; i++)
        {
            trades[i] = new TradeObject();
        }

        Reset(trades);
        return trades;
    }

    /// <summary>Timestamps for sources that copy them along with the records: the index of the record.</summary>
    public static long[] Timestamps()
    {
        var timestamps = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            timestamps[i] = i;
        }

        return timestamps;
    }

    /// <summary>Gives objects that a pipeline has changed the values that they began with.</summary>
    public static void Reset(TradeObject[] objects)
    {
        var trades = Structs();
        for (var i = 0; i < Count; i++)
        {
            (objects[i].Id, objects[i].Key, objects[i].Price, objects[i].Extra) = (trades[i].Id, trades[i].Key, trades[i].Price, trades[i].Extra);
        }
    }
}
