using Flink.Core.Functions;
using Flink.Semantics.Tests.Harness;

namespace Flink.Semantics.Tests.Cases;

/// <summary>Counts events and adds up their values.</summary>
internal sealed class CountAndSum : IAggregateFunction<Event, CountAndSum.Result, CountAndSum.Result>
{
    public Result CreateAccumulator() => default;

    public void Add(in Event record, ref Result accumulator) => accumulator = new(accumulator.Count + 1, accumulator.Sum + record.Value);

    public Result GetResult(in Result accumulator) => accumulator;

    public void Merge(ref Result accumulator, in Result other) =>
        accumulator = new(accumulator.Count + other.Count, accumulator.Sum + other.Sum);

    public record struct Result(long Count, long Sum);
}
