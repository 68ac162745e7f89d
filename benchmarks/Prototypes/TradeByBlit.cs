using System.Runtime.InteropServices;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>The memory of the batch, copied as it is.</summary>
internal readonly struct TradeByBlit : IHandCodec<SerializedTrade>
{
    public static int WriteAll(ReadOnlySpan<SerializedTrade> records, byte[] target)
    {
        var bytes = MemoryMarshal.AsBytes(records);
        bytes.CopyTo(target);
        return bytes.Length;
    }

    public static void ReadAll(byte[] source, Span<SerializedTrade> records)
    {
        var bytes = MemoryMarshal.AsBytes(records);
        source.AsSpan(0, bytes.Length).CopyTo(bytes);
    }
}
