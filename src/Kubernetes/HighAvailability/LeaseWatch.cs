using Flink.Kubernetes.Api;
using Flink.Runtime.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

internal sealed class LeaseWatch : IDisposable
{
    public LeaseWatch(Lazy<KubernetesConnection> connection, LeadershipSettings settings, HighAvailabilitySurroundings surroundings, Action<V1Lease?> changed)
    {
    }

    public void Dispose()
    {
    }
}
