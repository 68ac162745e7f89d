namespace Flink.Kubernetes.Pods;

/// <summary>One part of how a pod is made.</summary>
public interface IPodStep
{
    /// <summary>Adds its part. What the user's template has is still there.</summary>
    void Apply(PodDraft draft, PodRequest request);
}
