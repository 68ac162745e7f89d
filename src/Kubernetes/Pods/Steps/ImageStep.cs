using Flink.Kubernetes.Configuration;
using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>The image, and how nodes come by it.</summary>
public sealed class ImageStep : IPodStep
{
    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        var options = request.Options;
        if (options.Contains(KubernetesOptions.Image) || draft.Main.Image is null)
        {
            draft.Main.Image = options.Get(KubernetesOptions.Image);
        }

        if (options.Contains(KubernetesOptions.PullPolicy) || draft.Main.ImagePullPolicy is null)
        {
            draft.Main.ImagePullPolicy = options.Get(KubernetesOptions.PullPolicy).ToString();
        }

        if (options.TryGet(KubernetesOptions.PullSecrets, out var secrets))
        {
            draft.Spec.ImagePullSecrets = [.. secrets.Select(static name => new V1LocalObjectReference { Name = name })];
        }
    }
}
