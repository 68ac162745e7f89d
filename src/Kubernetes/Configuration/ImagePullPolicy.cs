namespace Flink.Kubernetes.Configuration;

/// <summary>When a node fetches the image.</summary>
public enum ImagePullPolicy
{
    /// <summary>When the node does not have it.</summary>
    IfNotPresent,

    /// <summary>For each pod: the node asks the registry whether its own is still the newest.</summary>
    Always,

    /// <summary>Never: a node that does not have it cannot run the pod.</summary>
    Never,
}
