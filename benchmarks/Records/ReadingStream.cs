namespace Flink.Benchmarks.Records;

/// <summary>The stream of the window figures, the same for every reader of the same stream.</summary>
/// <param name="Keys">Keys, all alike.</param>
/// <param name="Disorder">A record is up to so much behind the newest, milliseconds; a power of two, or 0.</param>
/// <param name="PerSecond">Records for each second of event time.</param>
/// <param name="Spread">Distance of keys; odd, so that they stay different when they wrap around.</param>
internal sealed record ReadingStream(long Keys, int Disorder = 1024, long PerSecond = 1_000_000, long Spread = 1)
{
    /// <summary>Where the generator of random numbers begins.</summary>
    public const ulong Seed = 88_172_645_463_325_252;

    private const int Milliseconds = 1000;

    /// <summary>Makes the next records.</summary>
    /// <param name="state">Of the generator; goes on.</param>
    /// <param name="first">Number of the first one.</param>
    /// <param name="records">Where to.</param>
    /// <param name="timestamps">Their times.</param>
    public void Fill(ref ulong state, long first, Span<Reading> records, Span<long> timestamps)
    {
        var x = state;
        var keys = (ulong)Keys;
        var spread = Spread;
        var mask = (ulong)Math.Max(0, Disorder - 1);
        var time = first * Milliseconds / PerSecond;
        var into = first * Milliseconds % PerSecond;
        for (var i = 0; i < records.Length; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            ref var record = ref records[i];
            record.Key = unchecked((long)((x >> 32) * keys >> 32) * spread);
            record.Value = (long)(x & 127);
            record.Number = first + i;
            timestamps[i] = Math.Max(0, time - (long)(x & mask));
            into += Milliseconds;
            while (into >= PerSecond)
            {
                into -= PerSecond;
                time++;
            }
        }

        state = x;
    }
}
