using Flink.Core;
using Flink.Runtime.HighAvailability;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Reads in the lease who leads.</summary>
internal sealed class LeaseRetrieval(LeaseObserver observer, ILogger logger) : ILeaderRetrieval
{
    public IDisposable Watch(string component, Action<LeaderAddress?> changed)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        ArgumentNullException.ThrowIfNull(changed);
        LeaderAddress? told = null;
        changed(null);
        return observer.Watch(lease =>
        {
            var leader = Find(lease, component);
            if (leader != told)
            {
                told = leader;
                changed(leader);
            }
        });
    }

    private LeaderAddress? Find(V1Lease? lease, string component)
    {
        try
        {
            return lease is null ? null : LeaseContent.Addresses(lease).GetValueOrDefault(component);
        }
        catch (FlinkException e)
        {
            LeadershipLog.NoAddress(logger, e);
            return null;
        }
    }
}
