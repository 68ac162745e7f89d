using k8s.Models;

namespace Flink.Kubernetes.Workers;

/// <summary>Pods that a term finds when it begins: workers to go on with, and what is left of others. Guarded by the driver's lock.</summary>
internal sealed class FoundPods
{
    private readonly Dictionary<string, V1Pod> _pods = new(StringComparer.Ordinal);

    /// <summary>The latest attempt that made one of them; 0 where there are none.</summary>
    public long LastAttempt => _pods.Keys.Select(WorkerName.AttemptOf).DefaultIfEmpty(0).Max();

    /// <summary>Adds one, or what is newer about one.</summary>
    public void Add(V1Pod pod) => _pods[pod.Metadata.Name] = Essence(pod);

    /// <summary>One is gone.</summary>
    public void Remove(string name) => _pods.Remove(name);

    /// <summary>Hands them over, and knows none from then on.</summary>
    public (IReadOnlyList<V1Pod> Usable, IReadOnlyList<V1Pod> Leftovers) Take()
    {
        var byUse = _pods.Values.ToLookup(IsUsable);
        (IReadOnlyList<V1Pod>, IReadOnlyList<V1Pod>) taken = ([.. byUse[true]], [.. byUse[false]]);
        _pods.Clear();
        return taken;
    }

    // Of thousands of pods only what recovery looks at is kept.
    private static V1Pod Essence(V1Pod pod) => new()
    {
        Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, DeletionTimestamp = pod.Metadata.DeletionTimestamp, DeletionGracePeriodSeconds = pod.Metadata.DeletionGracePeriodSeconds },
        Spec = new V1PodSpec { NodeName = pod.Spec?.NodeName },
        Status = new V1PodStatus { Phase = pod.Status?.Phase, Conditions = [.. (pod.Status?.Conditions ?? []).Where(static condition => condition.Type == "DisruptionTarget")] },
    };

    // One that a term before was ending is not worth anything any more.
    private static bool IsUsable(V1Pod pod) =>
        PodState.IsScheduled(pod) && !PodState.HasEnded(pod) && (pod.Metadata.DeletionTimestamp is null || pod.Metadata.DeletionGracePeriodSeconds > WorkerCalls.SecondsToEnd);
}
