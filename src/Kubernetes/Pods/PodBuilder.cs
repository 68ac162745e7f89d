using Flink.Core.Configuration;
using Flink.Kubernetes.Pods.Steps;
using k8s.Models;

namespace Flink.Kubernetes.Pods;

/// <summary>Makes pods: the user's template, then step by step what the engine and the options say.</summary>
/// <remarks>
/// Who wins is Apache Flink's table. Names, owners, restarts and the name of the main container are the engine's alone. Annotations, pull secrets, node selector, tolerations,
/// account, image, pull policy, processors and memory: an option that is set, else the template, else the option's default. Labels, volumes, mounts, variables, ports: all, and
/// the engine's where names clash.
/// </remarks>
public sealed class PodBuilder(IReadOnlyList<IPodStep> steps)
{
    /// <summary>All steps, in order.</summary>
    public static PodBuilder Standard { get; } = new(
    [
        new IdentityStep(),
        new ImageStep(),
        new CommandStep(),
        new ConfigurationStep(),
        new SecretsStep(),
        new VolumesStep(),
        new PlacementStep(),
        new ResourcesStep(),
        new ExternalResourcesStep(),
        new SecurityStep(),
    ]);

    /// <summary>Makes a pod.</summary>
    /// <exception cref="ConfigurationException">An option, or the template, is not usable.</exception>
    public V1Pod Build(PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Build(request, PodTemplateFile.Read(request.Options, request.Component.TemplateFile));
    }

    /// <summary>Makes a pod of a template that was read before.</summary>
    /// <exception cref="ConfigurationException">An option is not usable.</exception>
    public V1Pod Build(PodRequest request, V1Pod? template)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = new PodDraft(template);
        foreach (var step in steps)
        {
            step.Apply(draft, request);
        }

        return draft.Pod;
    }
}
