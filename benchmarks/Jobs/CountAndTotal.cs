using Flink.Benchmarks.Records;
using Flink.Core.Functions;

namespace Flink.Benchmarks.Jobs;

/// <summary>Number and sum of the values of readings.</summary>
internal struct Totals
{
    public long Count;
    public long Sum;
}

/// <summary>What the windows of the figures compute.</summary>
internal readonly struct CountAndTotal : IAggregateFunction<Reading, Totals, Totals>
{
    public Totals CreateAccumulator() => default;

    public void Add(in Reading record, ref Totals accumulator)
    {
        accumulator.Count++;
        accumulator.Sum += record.Value;
    }

    public Totals GetResult(in Totals accumulator) => accumulator;

    public void Merge(ref Totals accumulator, in Totals other)
    {
        accumulator.Count += other.Count;
        accumulator.Sum += other.Sum;
    }
}
