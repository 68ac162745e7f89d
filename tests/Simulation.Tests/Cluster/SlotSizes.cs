namespace Flink.Simulation.Tests.Cluster;

/// <summary>What slots the jobs of a world ask for.</summary>
internal enum SlotSizes
{
    /// <summary>Slots as each worker has them.</summary>
    Default,

    /// <summary>Sources in small slots, sinks in larger ones.</summary>
    Two,

    /// <summary>Source and sink together in slots of a size, which others leave room in.</summary>
    CoLocated,
}
