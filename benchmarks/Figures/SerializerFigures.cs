using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Prototypes;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Figures;

/// <summary>The serializers' part of topic <c>core</c>.</summary>
internal static class SerializerFigures
{
    private const double Bound = 1.5;

    public static IReadOnlyList<Figure> All { get; } =
    [
        .. Both<SerializedTrade, TradeByBlit>("struct"),
        .. Both<Utf8Bid, Utf8BidByHand>("bid-utf8"),
        .. Both<TextBid, TextBidByHand>("bid-text"),
        .. Both<Payment, PaymentByHand>("class"),
    ];

    private static Figure[] Both<T, TCodec>(string name)
        where T : ISample<T>
        where TCodec : struct, IHandCodec<T> =>
    [
        Figure.Compare(
            $"core/serialize-{name}",
            Unit.NanosecondsPerRecord,
            Gate.RatioAtMost(Bound),
            static effort => new SerializeWork<T>(SerializerScale.Records(effort)),
            static effort => new HandSerialize<T, TCodec>(SerializerScale.Records(effort))),
        Figure.Compare(
            $"core/deserialize-{name}",
            Unit.NanosecondsPerRecord,
            Gate.RatioAtMost(Bound),
            static effort => new DeserializeWork<T>(SerializerScale.Records(effort)),
            static effort => new HandDeserialize<T, TCodec>(SerializerScale.Records(effort))),
    ];
}
