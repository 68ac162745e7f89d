using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>The batch of the prototypes: nothing but arrays and a count.</summary>
internal sealed class PrototypeBatch<T>(int capacity)
{
    /// <summary>Records of a batch in every prototype: what the engine uses for records of this size.</summary>
    public const int Size = 1024;

    public readonly T[] Records = new T[capacity];
    public readonly long[] Timestamps = new long[capacity];
    public int Count;

    /// <summary>Fills the batch with a block of records numbered from <paramref name="first"/>, which also are their timestamps.</summary>
    public void Fill(T[] store, long first)
    {
        store.AsSpan((int)(first & TradeStore.Mask), Records.Length).CopyTo(Records);
        var timestamps = Timestamps;
        for (var i = 0; i < timestamps.Length; i++)
        {
            timestamps[i] = first + i;
        }

        Count = Records.Length;
    }

    /// <summary>The same with timestamps that are copied as a block too.</summary>
    public void Fill(T[] store, long[] timestamps, long first)
    {
        var start = (int)(first & TradeStore.Mask);
        store.AsSpan(start, Records.Length).CopyTo(Records);
        timestamps.AsSpan(start, Timestamps.Length).CopyTo(Timestamps);
        Count = Records.Length;
    }
}
