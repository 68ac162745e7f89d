namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Tests that need YARN for themselves: they kill its daemons, or fill its queues.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    public const string Name = "yarn faults";
}
