using System.Globalization;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>Which seeds are run: sim.sh sets them, a plain test run takes a few.</summary>
internal static class Seeds
{
    public static int First { get; } = Read("FLINK_SIM_FIRST_SEED", 1);

    public static int Count { get; } = Read("FLINK_SIM_SEEDS", 10);

    /// <summary>Where whole traces are written; null for nowhere.</summary>
    public static string? TraceFolder { get; } = Environment.GetEnvironmentVariable("FLINK_SIM_TRACE");

    private static int Read(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
