using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.SlowTests;

/// <summary>The driver contract against a real API server and kubelet.</summary>
public sealed class KubernetesDriverContract : DriverContract
{
    protected override async Task<IDriverSystem> OpenAsync() => await KubernetesSystem.OpenAsync();
}
