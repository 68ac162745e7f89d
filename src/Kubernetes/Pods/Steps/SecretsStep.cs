using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;
using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>Secrets: the cluster's own, and those that the user has in the namespace.</summary>
public sealed class SecretsStep : IPodStep
{
    private const string OwnVolume = "flink-secrets";
    private static readonly string[] _reference = ["env", "secret", "key"];

    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Secret is { } own)
        {
            Mount(draft, OwnVolume, own.Name, ProcessSecret.Folder);
        }

        foreach (var (name, path) in request.Options.Get(KubernetesOptions.Secrets, new Dictionary<string, string>()))
        {
            Mount(draft, $"{name}-volume", name, path);
        }

        foreach (var reference in request.Options.Get(KubernetesOptions.SecretVariables, []))
        {
            if (Array.Find(_reference, part => !reference.ContainsKey(part)) is { } missing)
            {
                throw new ConfigurationException($"An entry of '{KubernetesOptions.SecretVariables.Key}' has no '{missing}': write env:NAME,secret:name,key:k");
            }

            draft.SetVariable(new V1EnvVar
            {
                Name = reference["env"],
                ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = reference["secret"], Key = reference["key"] } },
            });
        }
    }

    private static void Mount(PodDraft draft, string volume, string secret, string path) =>
        draft.Mount(new V1Volume { Name = volume, Secret = new V1SecretVolumeSource { SecretName = secret } }, path, isReadOnly: true);
}
