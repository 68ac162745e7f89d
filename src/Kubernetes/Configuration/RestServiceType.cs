namespace Flink.Kubernetes.Configuration;

/// <summary>How the REST endpoint is made reachable.</summary>
public enum RestServiceType
{
    /// <summary>Within the cluster.</summary>
    ClusterIp,

    /// <summary>At a port of every node.</summary>
    NodePort,

    /// <summary>By a load balancer of the cloud.</summary>
    LoadBalancer,

    /// <summary>Within the cluster, by the pod's own address.</summary>
    HeadlessClusterIp,
}
