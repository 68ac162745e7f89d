namespace Flink.Benchmarks.Harness;

/// <summary>What one process measured.</summary>
/// <param name="Value">The median, in the unit of the figure.</param>
/// <param name="Checksum">What the work computed; both sides of a figure must agree on it.</param>
internal readonly record struct Measurement(double Value, long Checksum)
{
    /// <summary>Runs that a median is made of, where each starts something and waits for it.</summary>
    private const int Runs = 5;

    /// <summary>The median of several runs; of one in a smoke test.</summary>
    /// <param name="effort">How much of it.</param>
    /// <param name="run">The value of a run, by its number from 0.</param>
    public static Measurement MedianOf(Effort effort, Func<int, double> run) =>
        new(Statistics.Median([.. Enumerable.Range(0, effort == Effort.Full ? Runs : 1).Select(run)]), 0);
}
