using Flink.ResourceManagers.Testing;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests;

/// <summary>The driver contract against a real YARN and its Services API.</summary>
public sealed class ServicesDriverContract : DriverContract
{
    protected override async Task<IDriverSystem> OpenAsync() => await ServicesSystem.OpenAsync();
}
