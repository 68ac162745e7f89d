using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Tests.Checkpoints;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.JobManager;

/// <summary>Jobs whose records a ledger counts, so that it shows whether each came once.</summary>
internal static class LedgerJobs
{
    public static Ledger Begin(string run)
    {
        Faults.Begin(run, seed: 0, most: 0);
        return Ledger.Begin(run);
    }

    public static JobMasterSettings Restarting() => new()
    {
        Restart = new FixedDelayRestart(3, TimeSpan.FromMilliseconds(50)),
        Checkpoints = new CheckpointSettings { Interval = TimeSpan.FromMilliseconds(20), TolerableFailures = 10 },
    };

    // Every subtask talks to every other: one region.
    public static JobGraph Sums(string run, int parallelism)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(parallelism);
        environment.FromSource(Slow(5000), "numbers")
            .KeyBy(static number => number)
            .Reduce(static (first, _) => first)
            .Rebalance()
            .SinkTo(Ledger.Sink(run)).Uid("ledger");
        return environment.GetJobGraph("sums");
    }

    // Subtasks with equal indices only: as many regions as subtasks.
    public static JobGraph Pipelines(string run, int parallelism)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(parallelism);
        environment.FromSource(Slow(3000), "numbers").Map(static number => number).DisableChaining()
            .SinkTo(Ledger.Sink(run)).Uid("ledger");
        return environment.GetJobGraph("pipelines");
    }

    private static GeneratorSource<long> Slow(long count) =>
        new(static index => index + 1, new GeneratorOptions<long> { Count = count, RecordsPerSecond = 20_000 });
}
