using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;
using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>On which nodes.</summary>
public sealed class PlacementStep : IPodStep
{
    private static readonly string[] _parts = ["key", "operator", "value", "effect", "tolerationSeconds"];

    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        var (options, component) = (request.Options, request.Component);
        if (options.TryGet(component.NodeSelector, out var labels))
        {
            draft.Spec.NodeSelector = labels.ToDictionary();
        }

        if (options.TryGet(component.Tolerations, out var tolerations))
        {
            draft.Spec.Tolerations = [.. tolerations.Select(toleration => TolerationOf(toleration, component.Tolerations.Key))];
        }

        if (request.BlockedNodes.Count > 0)
        {
            Avoid(draft.Spec, options.Get(KubernetesOptions.NodeNameLabel), request.BlockedNodes);
        }
    }

    // The terms of the template are alternatives: each gets the condition.
    private static void Avoid(V1PodSpec spec, string label, IReadOnlySet<string> nodes)
    {
        var affinity = (spec.Affinity ??= new V1Affinity()).NodeAffinity ??= new V1NodeAffinity();
        var required = affinity.RequiredDuringSchedulingIgnoredDuringExecution ??= new V1NodeSelector();
        required.NodeSelectorTerms = required.NodeSelectorTerms is { Count: > 0 } terms ? terms : [new V1NodeSelectorTerm()];
        foreach (var term in required.NodeSelectorTerms)
        {
            term.MatchExpressions ??= [];
            term.MatchExpressions.Add(new V1NodeSelectorRequirement { Key = label, OperatorProperty = "NotIn", Values = [.. nodes.Order(StringComparer.Ordinal)] });
        }
    }

    private static V1Toleration TolerationOf(IReadOnlyDictionary<string, string> parts, string option)
    {
        if (parts.Keys.FirstOrDefault(part => !_parts.Contains(part, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ConfigurationException($"An entry of '{option}' has '{unknown}', which no toleration has: write {string.Join(", ", _parts)}");
        }

        return new V1Toleration
        {
            Key = parts.GetValueOrDefault("key"),
            OperatorProperty = parts.GetValueOrDefault("operator"),
            Value = parts.GetValueOrDefault("value"),
            Effect = parts.GetValueOrDefault("effect"),
            TolerationSeconds = parts.TryGetValue("tolerationSeconds", out var text)
                ? long.TryParse(text, out var seconds) ? seconds : throw new ConfigurationException($"An entry of '{option}' has tolerationSeconds '{text}', which is no number")
                : null,
        };
    }
}
