namespace Flink.Runtime.TaskManager.Latency;

/// <summary>A histogram at one moment, computed as Apache Flink's are.</summary>
public sealed class LatencyFigures
{
    private readonly long[] _sorted;

    /// <summary>The figures of some latencies.</summary>
    /// <param name="count">How many there have ever been.</param>
    /// <param name="latencies">The last of them, at least one; taken over.</param>
    public LatencyFigures(long count, long[] latencies)
    {
        ArgumentNullException.ThrowIfNull(latencies);
        ArgumentOutOfRangeException.ThrowIfZero(latencies.Length);
        Count = count;
        _sorted = latencies;
        Array.Sort(_sorted);
    }

    /// <summary>How many there have ever been.</summary>
    public long Count { get; }

    /// <summary>The smallest.</summary>
    public double Min => _sorted[0];

    /// <summary>The largest.</summary>
    public double Max => _sorted[^1];

    /// <summary>Their mean.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            foreach (var latency in _sorted)
            {
                sum += latency;
            }

            return sum / _sorted.Length;
        }
    }

    /// <summary>Their standard deviation, as of a sample; 0 for a single one.</summary>
    public double StandardDeviation
    {
        get
        {
            var mean = Mean;
            double squares = 0;
            foreach (var latency in _sorted)
            {
                squares += (latency - mean) * (latency - mean);
            }

            return _sorted.Length == 1 ? 0 : Math.Sqrt(squares / (_sorted.Length - 1));
        }
    }

    /// <summary>The latency that a part of them does not exceed; between two of them by their distance.</summary>
    /// <param name="part">Above 0 and at most 1.</param>
    public double Quantile(double part)
    {
        var position = part * (_sorted.Length + 1);
        if (position < 1)
        {
            return Min;
        }

        if (position >= _sorted.Length)
        {
            return Max;
        }

        var below = (int)position;
        return _sorted[below - 1] + ((position - below) * (_sorted[below] - _sorted[below - 1]));
    }
}
