using Flink.Core.Execution;
using Flink.Core.Functions;
using Flink.Core.Metrics;

namespace Flink.Benchmarks.Jobs;

/// <summary>How a sink's checksum reaches the program: as an accumulator of the job.</summary>
internal static class ChecksumAccumulator
{
    private const string Name = "checksum";

    public static LongCounter Register(RuntimeContext context)
    {
        var counter = new LongCounter();
        context.AddAccumulator(Name, counter);
        return counter;
    }

    /// <exception cref="InvalidOperationException">The job had no such sink.</exception>
    public static long Of(JobResult result) => result.Accumulators.TryGetValue(Name, out var value) && value is long checksum
        ? checksum
        : throw new InvalidOperationException($"The job '{result.JobName}' ended {result.Status} without a checksum.", result.Failure);
}
