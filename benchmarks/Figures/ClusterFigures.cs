using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Peers;
using Flink.Benchmarks.Prototypes;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>cluster</c>: what crosses the border of a process.</summary>
internal static class ClusterFigures
{
    private const double TcpBound = 1.5;

    private static readonly FlinkPeer ShufflePeer = new("shuffle", "shuffle", parallelism: 1);

    public static IReadOnlyList<Figure> All { get; } =
    [
        Tcp<SerializedTrade, TradeByBlit>("struct", ExchangeScale.Records),
        Tcp<Utf8Event, Utf8EventByHand>("utf8", TextRecords),
        Tcp<TextEvent, TextEventByHand>("string", TextRecords),
        Figure.BetweenWorkers("cluster/shuffle-utf8-peer", Unit.MillionRecordsPerSecond, Gate.RatioAtLeast(4.5), ShuffleJobs.Slices, ShufflePeer),
        Figure.BetweenWorkers("cluster/shuffle-string-peer", Unit.MillionRecordsPerSecond, Gate.RatioAtLeast(3), ShuffleJobs.Strings, ShufflePeer),
    ];

    private static Figure Tcp<T, TCodec>(string name, Func<Effort, long> records)
        where T : IKeyedSample<T>
        where TCodec : struct, IHandCodec<T> =>
        Figure.Compare(
            $"cluster/exchange-tcp-{name}",
            Unit.NanosecondsPerRecord,
            Gate.RatioAtMost(TcpBound),
            effort => new WorkerExchange<T>(records(effort)),
            effort => new TcpExchange<T, TCodec>(records(effort)));

    private static long TextRecords(Effort effort) => ExchangeScale.Records(effort) / 4;
}
