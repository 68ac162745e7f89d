using Flink.Kubernetes.Pods;
using k8s.Models;

namespace Flink.Kubernetes.Workers;

/// <summary>What a pod's status says, as far as a worker is concerned.</summary>
internal static class PodState
{
    private const int FirstSignal = 128;
    private const int MostCharacters = 2_000;

    // What a node says of a container that it cannot start, and of which it will not get better by waiting.
    private static readonly string[] _startProblems =
    [
        "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed",
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff",
    ];

    /// <summary>Whether its processes have ended for good.</summary>
    public static bool HasEnded(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    /// <summary>Whether it has its place.</summary>
    public static bool IsScheduled(V1Pod pod) => !string.IsNullOrEmpty(pod.Spec?.NodeName);

    /// <summary>Whether the engine's container runs, or has run.</summary>
    public static bool HasStarted(V1Pod pod) => Main(pod)?.State is { Running: not null } or { Terminated: not null };

    /// <summary>Why it cannot be placed; null when that is not known, or not so.</summary>
    public static string? WhyUnschedulable(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(static condition => condition is { Type: "PodScheduled", Status: "False", Message.Length: > 0 })?.Message;

    /// <summary>Why its containers cannot be started; null when nothing speaks against it.</summary>
    public static (string Reason, string Message)? StartProblem(V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(static container => (container.Image, container.State?.Waiting))
            .Where(static container => container.Waiting is { Reason: { } reason } && _startProblems.Contains(reason, StringComparer.Ordinal))
            .Select(static container => ((string, string)?)(container.Waiting!.Reason, $"image '{container.Image}': {container.Waiting.Message ?? container.Waiting.Reason}"))
            .FirstOrDefault();

    /// <summary>Why it is being taken away, as far as somebody says.</summary>
    public static string WhyDisrupted(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(static condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } disruption
            ? $"{disruption.Reason}: {disruption.Message}"
            : "somebody deletes its pod";

    /// <summary>How it ended, for people.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pod">What it was at last; null when nobody knows.</param>
    public static string DescribeEnd(string name, V1Pod? pod)
    {
        if (pod?.Status is not { } status || !HasEnded(pod))
        {
            var disruption = pod?.Status?.Conditions?.Any(static condition => condition is { Type: "DisruptionTarget", Status: "True" }) == true ? $" ({WhyDisrupted(pod)})" : "";
            return $"pod {name} is gone: somebody deleted it{disruption}";
        }

        // Of the whole pod: evicted by its node, pre-empted, its node shut down.
        var whole = status.Reason is { Length: > 0 } reason ? $"{reason}: {status.Message}; " : "";
        var disrupted = whole.Length == 0 && status.Conditions?.Any(static condition => condition is { Type: "DisruptionTarget", Status: "True" }) == true ? $"{WhyDisrupted(pod)}; " : "";
        return $"pod {name}{(pod.Spec?.NodeName is { Length: > 0 } node ? $" on node {node}" : "")} {whole}{disrupted}{DescribeContainer(pod)}";
    }

    /// <summary>The engine's container.</summary>
    private static V1ContainerStatus? Main(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault(static container => container.Name == PodDraft.MainContainer);

    private static string DescribeContainer(V1Pod pod)
    {
        if (Main(pod)?.State?.Terminated is not { } end)
        {
            return "has ended";
        }

        var limit = pod.Spec?.Containers?.FirstOrDefault(static container => container.Name == PodDraft.MainContainer)?.Resources?.Limits is { } limits
            && limits.TryGetValue("memory", out var memory) ? $" of {memory.ToDecimal() / (1 << 20):0} MiB" : "";
        var cause = end.Reason == "OOMKilled"
            ? $"was killed because it was out of memory: it took more than its limit{limit} (exit code {end.ExitCode}, OOMKilled); give it more with taskmanager.memory.process.size"
            : end.ExitCode switch
            {
                137 => "was killed by signal 9 (exit code 137)",
                143 => "was ended by signal 15 (exit code 143)",
                > FirstSignal => $"was ended by signal {end.ExitCode - FirstSignal} (exit code {end.ExitCode})",
                _ => $"ended with exit code {end.ExitCode}",
            };
        var text = end.Message?.Trim() ?? "";
        text = text.Length <= MostCharacters ? text : text[^MostCharacters..];
        return text.Length == 0 ? cause : $"{cause}. The end of its output:\n{text}";
    }
}
