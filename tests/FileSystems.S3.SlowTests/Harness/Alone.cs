namespace Flink.FileSystems.S3.SlowTests.Harness;

/// <summary>Tests beside which no others run: they look at the memory of this process, or change its environment.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
