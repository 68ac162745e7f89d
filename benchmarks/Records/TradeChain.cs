namespace Flink.Benchmarks.Records;

/// <summary>What the chains over <see cref="Trade"/> compute: map, filter (15 of 16 pass), map, checksum. One definition for both sides of a figure.</summary>
internal static class TradeChain
{
    /// <summary>Factor of the first map.</summary>
    public const double Rate = 0.908;

    /// <summary>A record passes when its key has one of these bits.</summary>
    public const long KeyBits = 15;

    /// <summary>The checksum of a whole run from the sums that a sink keeps.</summary>
    public static long Checksum(double prices, long keys) => keys + (long)prices;
}
