namespace Flink.Benchmarks.Harness;

/// <summary>The few order statistics that a table of medians needs.</summary>
internal static class Statistics
{
    public static double Median(ReadOnlySpan<double> values) => Quantile(values, 0.5);

    /// <summary>Distance of the quartiles as a share of the median.</summary>
    public static double Spread(ReadOnlySpan<double> values) =>
        Median(values) is var median and not 0 ? (Quantile(values, 0.75) - Quantile(values, 0.25)) / median : 0;

    private static double Quantile(ReadOnlySpan<double> values, double share)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
