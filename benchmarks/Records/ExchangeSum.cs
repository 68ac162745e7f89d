using System.Runtime.CompilerServices;

namespace Flink.Benchmarks.Records;

/// <summary>What the receiving side of an exchange does with a record: just enough to touch all of it that counts.</summary>
internal static class ExchangeSum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(in Trade trade, long timestamp) => trade.Key ^ (trade.Extra + timestamp);
}
