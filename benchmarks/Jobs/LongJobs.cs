using Flink.Benchmarks.Harness;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>Map, filter, map, filter over a sequence of numbers: the chain that the peer runs, with the same functions.</summary>
internal static class LongJobs
{
    private const long FullRecords = 100_000_000;
    private const long SmokeRecords = 10_000;

    public static IWork Delegates(Effort effort) => Work(effort, static numbers => numbers
        .Map(static number => number * 3 + 1)
        .Filter(static number => (number & 7) != 0)
        .Map(static number => number ^ (number >>> 7))
        .Filter(static number => (number & 3) != 1));

    public static IWork Fused(Effort effort) => Work(effort, static numbers => numbers
        .Map(new TimesThreePlusOne())
        .Filter(new NoMultipleOfEight())
        .Map(new FoldBits())
        .Filter(new NotOneOfFour()));

    private static JobWork Work(Effort effort, Func<DataStream<long>, DataStream<long>> chain)
    {
        var records = effort.Of(FullRecords, SmokeRecords, longer: 16);
        return new JobWork(records, environment =>
            chain(environment.FromSource(new SequenceSource(0, records - 1), "Numbers")).AddSink(new NumberSum()));
    }

    private struct TimesThreePlusOne : IMapFunction<long, long>
    {
        public readonly long Map(in long record) => record * 3 + 1;
    }

    private struct NoMultipleOfEight : IFilterFunction<long>
    {
        public readonly bool Filter(in long record) => (record & 7) != 0;
    }

    private struct FoldBits : IMapFunction<long, long>
    {
        public readonly long Map(in long record) => record ^ (record >>> 7);
    }

    private struct NotOneOfFour : IFilterFunction<long>
    {
        public readonly bool Filter(in long record) => (record & 3) != 1;
    }

    private struct NumberSum : ISinkFunction<long>, IRichFunction
    {
        private long _sum;
        private LongCounter? _checksum;

        public void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

        public void Invoke(in long record, long timestamp) => _sum += record;

        public readonly void Close() => _checksum?.Add(_sum);
    }
}
