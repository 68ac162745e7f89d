using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>Name, labels, annotations, account, owner, restarts, network.</summary>
public sealed class IdentityStep : IPodStep
{
    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        var (options, component) = (request.Options, request.Component);
        var metadata = draft.Pod.Metadata;
        metadata.Name = request.Name;
        metadata.NamespaceProperty = request.Namespace;
        metadata.OwnerReferences = request.Owner is { } owner ? [owner] : null;
        foreach (var (key, value) in options.Get(component.Labels, new Dictionary<string, string>()).Concat(ObjectLabels.OfComponent(request.Cluster, component.Name)))
        {
            metadata.Labels[key] = value;
        }

        foreach (var (key, value) in options.Get(component.Annotations, new Dictionary<string, string>()))
        {
            metadata.Annotations[key] = value;
        }

        // A worker that has ended is another one when it comes again. A deployment's pods are started again by their node.
        draft.Spec.RestartPolicy = component == PodComponent.TaskManager ? "Never" : "Always";
        if (options.Contains(component.ServiceAccount) || draft.Spec.ServiceAccountName is null)
        {
            draft.Spec.ServiceAccountName = options.Get(component.ServiceAccount);
        }

        if (component == PodComponent.TaskManager)
        {
            var isSet = options.Contains(KubernetesOptions.TerminationGracePeriod);
            draft.Spec.TerminationGracePeriodSeconds = isSet || draft.Spec.TerminationGracePeriodSeconds is null
                ? (long)Math.Ceiling(options.Get(KubernetesOptions.TerminationGracePeriod).TotalSeconds)
                : draft.Spec.TerminationGracePeriodSeconds;

            // A worker asks the API for nothing but, where that is how it is found, who leads.
            draft.Spec.AutomountServiceAccountToken ??= options.Get(HighAvailabilityOptions.Type).Equals(KubernetesPlugin.Name, StringComparison.OrdinalIgnoreCase);
        }

        if (options.Get(KubernetesOptions.HostNetwork))
        {
            draft.Spec.HostNetwork = true;
            draft.Spec.DnsPolicy ??= "ClusterFirstWithHostNet";
        }

        // Variables for every service of the namespace: nobody reads them, and a thousand services make pods that do not start.
        draft.Spec.EnableServiceLinks ??= false;
        foreach (var (name, port) in request.Ports)
        {
            draft.AddPort(name, port);
        }
    }
}
