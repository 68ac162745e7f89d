using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>kubernetes</c>: workers in pods; that of 5,000 needs a fake API server only.</summary>
internal static class KubernetesFigures
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        OnKubernetes("kubernetes/registered", 1500, KubernetesRuns.Registered),
        OnKubernetes("kubernetes/registered-four", 2500, KubernetesRuns.Four),
        OnKubernetes("kubernetes/replaced", 2500, KubernetesRuns.Replaced),
        OnKubernetes("kubernetes/session-ready", 3000, KubernetesClusterRuns.SessionReady),
        OnKubernetes("kubernetes/application-running", 4000, KubernetesClusterRuns.ApplicationRunning),
        new() { Name = "kubernetes/5000-pods", Unit = Unit.Of("MB"), Gate = Gate.ValueAtMost(300), Ours = ManyPods.Memory },
    ];

    private static Figure OnKubernetes(string name, double mostMilliseconds, Func<Effort, Measurement> ours) => new()
    {
        Name = name,
        Unit = Unit.Of("ms"),
        Gate = Gate.ValueAtMost(mostMilliseconds),
        Needs = KubernetesRuns.ConfigurationVariable,
        Ours = ours,
    };
}
