using Flink.Runtime.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>The time for which this process holds the lease without a gap.</summary>
internal sealed class Tenure(V1Lease lease)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, LeaderAddress> _components = new(StringComparer.Ordinal);
    private bool _hasNews;

    /// <summary>The lease as this process has last seen it; of the steps of the election.</summary>
    public V1Lease Lease { get; set; } = lease;

    /// <summary>The term, once it has begun.</summary>
    public KubernetesSession? Session { get; set; }

    /// <summary>Whether the lease does not say yet where the leader is.</summary>
    public bool HasNews
    {
        get
        {
            lock (_gate)
            {
                return _hasNews;
            }
        }
    }

    public void Set(string component, LeaderAddress? leader)
    {
        lock (_gate)
        {
            _hasNews = true;
            if (leader is null)
            {
                _components.Remove(component);
            }
            else
            {
                _components[component] = leader;
            }
        }
    }

    /// <summary>What the lease is to say; <see cref="KeepNews"/> when it could not be written.</summary>
    public KeyValuePair<string, LeaderAddress>[] TakeNews()
    {
        lock (_gate)
        {
            _hasNews = false;
            return [.. _components];
        }
    }

    public void KeepNews()
    {
        lock (_gate)
        {
            _hasNews = true;
        }
    }
}
