namespace Flink.Benchmarks.Records;

/// <summary>The records that the source of an exchange between workers repeats.</summary>
internal static class KeyedStore
{
    public const int Count = 4096;
    public const int Receivers = 2;
    public const int MaxParallelism = 128;

    public static T[] Make<T>()
        where T : ISample<T>
    {
        var records = new T[Count];
        for (var i = 0; i < Count; i++)
        {
            records[i] = T.Make(i);
        }

        return records;
    }

    public static long[] Timestamps()
    {
        var timestamps = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            timestamps[i] = i;
        }

        return timestamps;
    }
}
