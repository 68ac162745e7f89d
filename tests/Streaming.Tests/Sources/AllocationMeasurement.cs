namespace Flink.Streaming.Tests.Sources;

/// <summary>Tests that count what the whole process allocates: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationMeasurement
{
    public const string Name = "allocation is measured";
}
