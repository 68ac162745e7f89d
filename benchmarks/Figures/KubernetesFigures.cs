using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>kubernetes</c>: workers in pods; where no Kubernetes is named there are none of these but that of the fake API server.</summary>
internal static class KubernetesFigures
{
    private static readonly Unit Milliseconds = Unit.Of("ms");

    public static IReadOnlyList<Figure> All { get; } =
    [
        .. KubernetesRuns.HasKubernetes
            ? (IEnumerable<Figure>)
            [
                new() { Name = "kubernetes/registered", Unit = Milliseconds, Gate = Gate.ValueAtMost(1500), Ours = KubernetesRuns.Registered },
                new() { Name = "kubernetes/registered-four", Unit = Milliseconds, Gate = Gate.ValueAtMost(2500), Ours = KubernetesRuns.Four },
                new() { Name = "kubernetes/replaced", Unit = Milliseconds, Gate = Gate.ValueAtMost(2500), Ours = KubernetesRuns.Replaced },
                new() { Name = "kubernetes/session-ready", Unit = Milliseconds, Gate = Gate.ValueAtMost(3000), Ours = KubernetesClusterRuns.SessionReady },
                new() { Name = "kubernetes/application-running", Unit = Milliseconds, Gate = Gate.ValueAtMost(4000), Ours = KubernetesClusterRuns.ApplicationRunning },
            ]
            : [],
        new() { Name = "kubernetes/5000-pods", Unit = Unit.Of("MB"), Gate = Gate.ValueAtMost(300), Ours = ManyPods.Memory },
    ];
}
