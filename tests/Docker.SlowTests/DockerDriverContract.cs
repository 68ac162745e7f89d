using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests;

/// <summary>The driver contract against a real Docker Engine, over TCP.</summary>
public sealed class DockerDriverContract : DriverContract
{
    protected override async Task<IDriverSystem> OpenAsync() => await DockerSystem.OpenAsync();
}
