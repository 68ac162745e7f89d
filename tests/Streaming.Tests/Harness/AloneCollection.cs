namespace Flink.Streaming.Tests.Harness;

/// <summary>Tests that count what the whole process allocates run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone in the process";
}
