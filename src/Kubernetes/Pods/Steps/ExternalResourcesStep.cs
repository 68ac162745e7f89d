using System.Globalization;
using Flink.Core.Configuration;
using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>Devices such as GPUs, which a node gives by a name of its own (<c>external-resource.&lt;name&gt;.kubernetes.config-key: nvidia.com/gpu</c>). Workers have them.</summary>
public sealed class ExternalResourcesStep : IPodStep
{
    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Component != PodComponent.TaskManager)
        {
            return;
        }

        foreach (var name in request.Options.Get(ExternalResourceOptions.Names, []))
        {
            var amount = ExternalResourceOptions.Amount.Named(name);
            if (request.Options.GetText($"external-resource.{name}.kubernetes.config-key") is not { Length: > 0 } key)
            {
                continue;
            }

            if (!request.Options.TryGet(amount, out var units))
            {
                throw new ConfigurationException($"'{ExternalResourceOptions.Names.Key}' has '{name}', but '{amount.Key}' does not say how many units a worker has");
            }

            draft.Main.Resources.Requests[key] = draft.Main.Resources.Limits[key] = new ResourceQuantity(units.ToString(CultureInfo.InvariantCulture));
        }
    }
}
