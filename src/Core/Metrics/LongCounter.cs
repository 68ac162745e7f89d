namespace Flink.Core.Metrics;

/// <summary>An accumulator that sums 64-bit numbers.</summary>
public sealed class LongCounter : IAccumulator
{
    /// <summary>The sum in this subtask.</summary>
    public long Sum { get; private set; }

    /// <inheritdoc/>
    public object Value => Sum;

    /// <summary>Adds to the sum; wraps around like the type.</summary>
    public void Add(long value) => Sum += value;

    /// <inheritdoc/>
    public void Merge(IAccumulator other) => Sum += other is LongCounter counter
        ? counter.Sum
        : throw AccumulatorMismatch.Between(this, other);

    /// <inheritdoc/>
    public IAccumulator Copy() => new LongCounter { Sum = Sum };
}
