using Flink.Benchmarks.Harness;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>A program that is written, executed embedded, and waited for, all in each call.</summary>
/// <param name="units">Records or bytes that the job handles.</param>
/// <param name="build">Adds sources, operators and a sink with a checksum to a new environment.</param>
/// <param name="parallelism">Subtasks of each operator.</param>
internal sealed class JobWork(long units, Action<StreamExecutionEnvironment> build, int parallelism = 1) : IWork
{
    public long Units => units;

    public long Run()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(parallelism);
        build(environment);
        return ChecksumAccumulator.Of(environment.ExecuteAsync("benchmark").GetAwaiter().GetResult());
    }
}
