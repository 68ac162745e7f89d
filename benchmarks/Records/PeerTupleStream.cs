namespace Flink.Benchmarks.Records;

/// <summary>What the peer's experiments generate: each record a function of its number, the parts of several readers interleaved in time.</summary>
/// <param name="Keys">Keys, all alike.</param>
/// <param name="PerSecond">Records for each second of event time.</param>
internal sealed record PeerTupleStream(ulong Keys, long PerSecond)
{
    private const int Milliseconds = 1000;
    private const int BitMask = 1023;

    /// <summary>Makes the next records of a reader.</summary>
    /// <param name="first">Number of the first one.</param>
    /// <param name="step">Distance of the numbers: how many readers there are.</param>
    /// <param name="records">Where to.</param>
    /// <param name="timestamps">Their times.</param>
    public void Fill(long first, int step, Span<PeerTuple> records, Span<long> timestamps)
    {
        var number = first;
        for (var i = 0; i < records.Length; i++, number += step)
        {
            ref var record = ref records[i];
            record.Key = (long)(Mix((ulong)number) % Keys);
            record.Time = number * Milliseconds / PerSecond;
            record.Bits = number & BitMask;
            timestamps[i] = record.Time;
        }
    }

    /// <summary>The number behind a number.</summary>
    // SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), without the sign.
    public static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) & long.MaxValue;
    }
}
