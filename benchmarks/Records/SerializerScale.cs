using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Records;

/// <summary>How many records the serializer figures handle in a call.</summary>
internal static class SerializerScale
{
    public static long Records(Effort effort) => effort == Effort.Full ? 1 << 22 : 1 << 12;
}
