using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Peers;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>core</c>: chains, exchange, scheduling.</summary>
internal static class CoreFigures
{
    private const double PollutedBound = 1.2;
    private const double LoadedBound = 1.2;
    private const int IdleTasks = 1000;
    private const double Median = 50;
    private const double Tail = 99;

    private static readonly Unit Microseconds = Unit.Of("us");
    private static readonly FlinkPeer MapFilter = new("mapfilter", "mapfilter", parallelism: 1);
    private static readonly FlinkPeer BookPeer =
        new("wordcount", "streaming", WordCountJob.Parallelism, static () => ["--text", BookText.Make(Effort.Full)]);

    public static IReadOnlyList<Figure> All { get; } =
    [
        .. Chain("core/chain-struct-ref", ChainJobs.StructRef, LimitFigures.StructRef, bound: 1.4),
        .. Chain("core/chain-struct-in", ChainJobs.StructIn, LimitFigures.StructRef, bound: 1.4),
        .. Chain("core/chain-struct-func", ChainJobs.StructFunc, LimitFigures.StructFunc, bound: 1.4),
        .. Chain("core/chain-struct-fused", ChainJobs.StructFused, LimitFigures.StructFused, bound: 1.3),
        .. Chain("core/chain-class-inplace", ChainJobs.ClassInPlace, LimitFigures.ClassInPlace, bound: 1.6),
        Figure.Compare("core/chain-struct-fused-to-loop", Unit.NanosecondsPerRecord, Gate.None, ChainJobs.StructFused, LimitFigures.StructLoop),
        Figure.Beside("core/chain-long-delegate", Unit.MillionRecordsPerSecond, Gate.RatioAtLeast(5), LongJobs.Delegates, MapFilter),
        Figure.Beside("core/chain-long-fused", Unit.MillionRecordsPerSecond, Gate.RatioAtLeast(10), LongJobs.Fused, MapFilter),
        OnWorker("core/chain-long-delegate-worker", LongJobs.Delegates),
        OnWorker("core/chain-long-fused-worker", LongJobs.Fused),
        OnWorker("core/wordcount-worker", WordCountJob.Book),
        OnWorker("core/exchange-local-worker", ExchangeJob.Local),
        OnWorker("core/checkpoint-cost-worker", CheckpointedJob.With),
        Figure.Compare("core/wordcount", Unit.Seconds, Gate.RatioAtMost(2.5), WordCountJob.Book, LimitFigures.WordCount),
        Figure.Beside("core/wordcount-peer", Unit.MegabytesPerSecond, Gate.RatioAtLeast(6), WordCountJob.Book, BookPeer),
        Figure.Compare("core/exchange-local", Unit.NanosecondsPerRecord, Gate.RatioAtMost(2), ExchangeJob.Local, LimitFigures.ExchangeRing),
        Figure.Compare("core/checkpoint-cost", Unit.NanosecondsPerRecord, Gate.RatioAtMost(1.05), CheckpointedJob.With, CheckpointedJob.Without),
        new()
        {
            Name = "core/idle-tasks",
            Unit = Unit.NanosecondsPerRecord,
            Gate = Gate.RatioAtMost(1.05),
            Ours = effort => BusyPipeline.Measure(effort, IdleTasks),
            Limit = effort => BusyPipeline.Measure(effort, idleTasks: 0),
        },
        Absolute("core/latency-idle", Microseconds, 100, effort => IdlePipeline.Latency(effort, Median)),
        Absolute("core/latency-idle-p99", Microseconds, 2000, effort => IdlePipeline.Latency(effort, Tail)),
        Absolute("core/idle-cpu", Unit.Of("% cpu"), 1, IdlePipeline.Cpu),
        Absolute("core/load-program-20", Unit.Of("ms"), 100, ProgramLoading.Measure),
        Absolute("core/alloc", Unit.Of("B/rec"), 0.001, AllocationJob.Measure),
        Absolute("core/closure-50-write", Microseconds, 1000, ClosureTrip.Write),
        Absolute("core/closure-50-read", Microseconds, 1000, ClosureTrip.Read),
    ];

    /// <summary>
    /// A chain beside its prototype; the same chain in a process that ran other pipelines beside itself in a fresh one; and as a
    /// program that a published engine loaded beside itself in this one.
    /// </summary>
    private static Figure[] Chain(string name, Func<Effort, IWork> ours, Func<Effort, IWork> limit, double bound) =>
    [
        Figure.Compare(name, Unit.NanosecondsPerRecord, Gate.RatioAtMost(bound), ours, limit),
        Figure.Compare(
            $"{name}-polluted", Unit.NanosecondsPerRecord, Gate.RatioAtMost(PollutedBound), effort => Pollution.Before(effort, ours), ours),
        Figure.Loaded($"{name}-loaded", Unit.NanosecondsPerRecord, Gate.RatioAtMost(LoadedBound), ours),
        Figure.OnWorker($"{name}-worker", Unit.NanosecondsPerRecord, Gate.RatioAtMost(LoadedBound), ours),
    ];

    private static Figure OnWorker(string name, Func<Effort, IWork> work) =>
        Figure.OnWorker(name, Unit.NanosecondsPerRecord, Gate.RatioAtMost(LoadedBound), work);

    private static Figure Absolute(string name, Unit unit, double bound, Func<Effort, Measurement> ours) => new()
    {
        Name = name,
        Unit = unit,
        Gate = Gate.ValueAtMost(bound),
        Ours = ours,
    };
}
