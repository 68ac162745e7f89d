using Flink.ResourceManagers.Testing;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests;

/// <summary>The driver contract against a real YARN, of which the driver is the ApplicationMaster.</summary>
public sealed class YarnDriverContract : DriverContract
{
    protected override async Task<IDriverSystem> OpenAsync() => await MasterSystem.OpenAsync();
}
