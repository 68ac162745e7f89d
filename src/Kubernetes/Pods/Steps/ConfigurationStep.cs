using Flink.Core.Configuration;
using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>The configuration and the variables of the process.</summary>
public sealed class ConfigurationStep : IPodStep
{
    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        draft.SetVariable("FLINK_PROPERTIES", ProcessConfiguration.Public(request.Process));
        foreach (var (name, value) in request.Process.GetBelow(request.Component.EnvironmentPrefix))
        {
            if (SensitiveKeys.IsSensitive(name) && request.Secret is { } secret)
            {
                draft.SetVariable(new V1EnvVar
                {
                    Name = name,
                    ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret.Name, Key = ProcessSecret.EntryOf(name) } },
                });
            }
            else
            {
                draft.SetVariable(name, value);
            }
        }
    }
}
