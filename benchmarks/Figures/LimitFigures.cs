using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Prototypes;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Figures;

/// <summary>The denominators alone: what this machine allows. The column "ours" holds the hand-written code.</summary>
internal static class LimitFigures
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        Figure.Alone("limits/struct-func", Unit.NanosecondsPerRecord, StructFunc),
        Figure.Alone("limits/struct-ref", Unit.NanosecondsPerRecord, StructRef),
        Figure.Alone("limits/struct-fused", Unit.NanosecondsPerRecord, StructFused),
        Figure.Alone("limits/struct-loop", Unit.NanosecondsPerRecord, StructLoop),
        Figure.Alone("limits/class-inplace", Unit.NanosecondsPerRecord, ClassInPlace),
        Figure.Alone("limits/exchange-ring", Unit.NanosecondsPerRecord, ExchangeRing),
        Figure.Alone("limits/wordcount", Unit.Seconds, WordCount),
    ];

    public static IWork StructFunc(Effort effort) => new BatchByFunc(ChainScale.Records(effort));

    public static IWork StructRef(Effort effort) => new BatchByRef(ChainScale.Records(effort));

    public static IWork StructFused(Effort effort) => new FusedByRef(ChainScale.Records(effort));

    public static IWork StructLoop(Effort effort) => new HandLoop(ChainScale.Records(effort));

    public static IWork ClassInPlace(Effort effort) => new ObjectsInPlace(ChainScale.Records(effort));

    public static IWork ExchangeRing(Effort effort) => new RingExchange(ExchangeScale.Records(effort));

    public static IWork WordCount(Effort effort) => new WordCountByHand(BookText.Make(effort), WordCountJob.Parallelism);
}
