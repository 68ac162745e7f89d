namespace Flink.Core.Metrics;

/// <summary>An accumulator that counts how often each integer occurs.</summary>
public sealed class Histogram : IAccumulator
{
    private readonly SortedDictionary<int, long> _counts = [];

    /// <summary>The counts by value, in the order of the values.</summary>
    public IReadOnlyDictionary<int, long> Counts => _counts;

    /// <inheritdoc/>
    public object Value => Counts;

    /// <summary>Counts one occurrence.</summary>
    public void Add(int value) => Add(value, 1);

    /// <inheritdoc/>
    public void Merge(IAccumulator other)
    {
        if (other is not Histogram histogram)
        {
            throw AccumulatorMismatch.Between(this, other);
        }

        foreach (var (value, count) in histogram._counts)
        {
            Add(value, count);
        }
    }

    /// <inheritdoc/>
    public IAccumulator Copy()
    {
        var copy = new Histogram();
        copy.Merge(this);
        return copy;
    }

    private void Add(int value, long count) => _counts[value] = _counts.GetValueOrDefault(value) + count;
}
