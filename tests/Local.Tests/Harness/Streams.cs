using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.Harness;

/// <summary>Sources that tests begin with.</summary>
internal static class Streams
{
    /// <summary>The numbers 0, 1, 2, ... without end, as fast as they are taken.</summary>
    public static OperatorStream<long> Unbounded(this StreamExecutionEnvironment environment, double? recordsPerSecond = null) =>
        environment.FromSource(
            new GeneratorSource<long>(index => index, new GeneratorOptions<long> { RecordsPerSecond = recordsPerSecond }), "Unbounded");
}
