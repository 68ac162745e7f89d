using Flink.Benchmarks.Harness;
using Flink.Core.Configuration;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>A sum for each of 10,000 keys behind an exchange, with a checkpoint to a folder every second or without.</summary>
internal sealed class CheckpointedJob : IWork
{
    private const int Keys = 10_000;
    private const long FullRecords = 150_000_000;
    private const long SmokeRecords = 100_000;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private readonly bool _hasCheckpoints;

    private CheckpointedJob(Effort effort, bool hasCheckpoints)
    {
        Units = effort.Of(FullRecords, SmokeRecords, longer: 1);
        _hasCheckpoints = hasCheckpoints;
    }

    public long Units { get; }

    public TimeSpan? OwnTime { get; private set; }

    public static IWork With(Effort effort) => new CheckpointedJob(effort, hasCheckpoints: true);

    public static IWork Without(Effort effort) => new CheckpointedJob(effort, hasCheckpoints: false);

    public long Run()
    {
        var folder = Directory.CreateTempSubdirectory("flink-checkpoint-cost-");
        try
        {
            var configuration = FlinkConfiguration.Empty.With(CheckpointingOptions.Directory, folder.FullName);
            var environment = StreamExecutionEnvironment.GetExecutionEnvironment(configuration).SetParallelism(1);
            if (_hasCheckpoints)
            {
                environment.EnableCheckpointing(_interval);
            }

            environment
                .FromSource(new SequenceSource(0, Units - 1), "Numbers")
                .Map(static number => new KeySum(number % Keys, number))
                .KeyBy(static (in KeySum sum) => sum.Key)
                .Reduce(static (a, b) => new KeySum(a.Key, a.Sum + b.Sum))
                .AddSink(new Checksum());
            var result = environment.ExecuteAsync("checkpoint cost").GetAwaiter().GetResult();
            OwnTime = result.NetRuntime;
            return ChecksumAccumulator.Of(result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public readonly record struct KeySum(long Key, long Sum);

    private struct Checksum : ISinkFunction<KeySum>, IRichFunction
    {
        private long _sum;
        private LongCounter? _checksum;

        public void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

        public void Invoke(in KeySum record, long timestamp) => _sum += record.Key ^ record.Sum;

        public readonly void Close() => _checksum?.Add(_sum);
    }
}
