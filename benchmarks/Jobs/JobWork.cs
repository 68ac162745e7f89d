using Flink.Benchmarks.Harness;
using Flink.Core.Configuration;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>A program that is written, executed (embedded, or on the cluster that runs this program), and waited for, all in each call.</summary>
/// <param name="units">Records or bytes that the job handles.</param>
/// <param name="build">Adds sources, operators and a sink with a checksum to a new environment.</param>
/// <param name="parallelism">Subtasks of each operator.</param>
/// <param name="configuration">What is configured otherwise than by default.</param>
internal sealed class JobWork(long units, Action<StreamExecutionEnvironment> build, int parallelism = 1, FlinkConfiguration? configuration = null) : IWork
{
    public long Units => units;

    public TimeSpan? OwnTime { get; private set; }

    public long Run()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment(configuration).SetParallelism(parallelism);
        build(environment);
        var result = environment.ExecuteAsync("benchmark").GetAwaiter().GetResult();
        OwnTime = result.NetRuntime;
        return ChecksumAccumulator.Of(result);
    }
}
