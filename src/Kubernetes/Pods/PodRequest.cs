using Flink.Core.Configuration;
using k8s.Models;

namespace Flink.Kubernetes.Pods;

/// <summary>What one pod is to be.</summary>
public sealed record PodRequest
{
    /// <summary>Which of the two.</summary>
    public required PodComponent Component { get; init; }

    /// <summary>The cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name; null where a deployment gives it one.</summary>
    public string? Name { get; init; }

    /// <summary>The configuration of the cluster: what the pod itself is made of is said here.</summary>
    public required FlinkConfiguration Options { get; init; }

    /// <summary>The configuration of the process in it, complete.</summary>
    public required FlinkConfiguration Process { get; init; }

    /// <summary>Arguments of the engine's command after its verb and its usual options.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The engine's verb.</summary>
    public required string Verb { get; init; }

    /// <summary>Processors that it asks for.</summary>
    public required decimal Cpus { get; init; }

    /// <summary>Memory that it asks for, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>Ports by name.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();

    /// <summary>The secret that holds what must be seen by nobody; null when there is none.</summary>
    public ProcessSecret? Secret { get; init; }

    /// <summary>Nodes on which it must not be.</summary>
    public IReadOnlySet<string> BlockedNodes { get; init; } = new HashSet<string>();

    /// <summary>The object that it belongs to, and ends with.</summary>
    public V1OwnerReference? Owner { get; init; }
}
