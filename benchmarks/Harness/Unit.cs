namespace Flink.Benchmarks.Harness;

/// <summary>What a figure is measured in.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Convert">Makes the figure from the seconds that a call took and the units that it handled.</param>
internal sealed record Unit(string Name, Func<double, long, double> Convert)
{
    public static Unit NanosecondsPerRecord { get; } = new("ns/rec", static (seconds, units) => seconds * 1e9 / units);

    public static Unit MillionRecordsPerSecond { get; } = new("M rec/s", static (seconds, units) => units / seconds / 1e6);

    public static Unit Seconds { get; } = new("s", static (seconds, _) => seconds);

    public static Unit MegabytesPerSecond { get; } = new("MB/s", static (seconds, units) => units / seconds / 1e6);

    /// <summary>A unit of a figure that measures itself.</summary>
    public static Unit Of(string name) => new(name, static (_, _) => throw new InvalidOperationException("This unit is not made from a time."));
}
