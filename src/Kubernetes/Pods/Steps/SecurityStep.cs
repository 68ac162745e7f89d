using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>As little as the process needs, so that it may run where pods are restricted. What the template says counts.</summary>
public sealed class SecurityStep : IPodStep
{
    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var pod = draft.Spec.SecurityContext ??= new V1PodSecurityContext();
        pod.RunAsNonRoot ??= pod.RunAsUser != 0;
        pod.SeccompProfile ??= new V1SeccompProfile { Type = "RuntimeDefault" };
        var main = draft.Main.SecurityContext ??= new V1SecurityContext();
        main.AllowPrivilegeEscalation ??= main.Privileged == true;
        main.ReadOnlyRootFilesystem ??= true;
        main.Capabilities ??= new V1Capabilities { Drop = ["ALL"] };
    }
}
