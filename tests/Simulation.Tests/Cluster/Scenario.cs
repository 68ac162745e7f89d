namespace Flink.Simulation.Tests.Cluster;

/// <summary>What kind of world a seed stands for.</summary>
/// <param name="IsElastic">Whether workers come on demand, from a system with faults of its own; else there are three, and whoever dies is replaced by hand.</param>
/// <param name="Jobs">How many jobs run side by side.</param>
/// <param name="MostWireDelay">The most time that records are under way between two workers.</param>
/// <param name="SlotSizes">What slots jobs ask for.</param>
internal sealed record Scenario(bool IsElastic, int Jobs, TimeSpan MostWireDelay, SlotSizes SlotSizes = SlotSizes.Default)
{
    /// <summary>The world of a seed: half of them elastic, a quarter with two jobs, a third with slow wires, two fifths with slots of sizes.</summary>
    public static Scenario Of(int seed) => new(
        IsElastic: seed % 2 == 0,
        Jobs: seed / 2 % 4 == 3 ? 2 : 1,
        MostWireDelay: seed / 2 % 3 == 2 ? TimeSpan.FromMilliseconds(20) : TimeSpan.Zero,
        SlotSizes: (seed / 2 % 5) switch { 1 => SlotSizes.Two, 3 => SlotSizes.CoLocated, _ => SlotSizes.Default });
}
