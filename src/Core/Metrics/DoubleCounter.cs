namespace Flink.Core.Metrics;

/// <summary>An accumulator that sums doubles.</summary>
public sealed class DoubleCounter : IAccumulator
{
    /// <summary>The sum in this subtask.</summary>
    public double Sum { get; private set; }

    /// <inheritdoc/>
    public object Value => Sum;

    /// <summary>Adds to the sum.</summary>
    public void Add(double value) => Sum += value;

    /// <inheritdoc/>
    public void Merge(IAccumulator other) => Sum += other is DoubleCounter counter
        ? counter.Sum
        : throw AccumulatorMismatch.Between(this, other);

    /// <inheritdoc/>
    public IAccumulator Copy() => new DoubleCounter { Sum = Sum };
}
