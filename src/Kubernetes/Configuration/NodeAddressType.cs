namespace Flink.Kubernetes.Configuration;

/// <summary>Which address of a node is used for a port of every node.</summary>
public enum NodeAddressType
{
    /// <summary>The one by which nodes reach each other.</summary>
    InternalIp,

    /// <summary>The one by which others reach it.</summary>
    ExternalIp,
}
