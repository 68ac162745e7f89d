using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;

namespace Flink.Kubernetes.Pods;

/// <summary>One of the two kinds of pods, and the options that are about it.</summary>
/// <param name="Name">The value of its label, and the engine's verb.</param>
/// <param name="Labels">Further labels.</param>
/// <param name="Annotations">Annotations.</param>
/// <param name="NodeSelector">Labels of its nodes.</param>
/// <param name="Tolerations">Taints that it bears with.</param>
/// <param name="ServiceAccount">Its account.</param>
/// <param name="CpuLimitFactor">How many times what it asks for it may take.</param>
/// <param name="MemoryLimitFactor">Likewise.</param>
/// <param name="TemplateFile">The pod that it is made from.</param>
/// <param name="EnvironmentPrefix">The beginning of the keys of its variables.</param>
public sealed record PodComponent(
    string Name,
    ConfigOption<IReadOnlyDictionary<string, string>> Labels,
    ConfigOption<IReadOnlyDictionary<string, string>> Annotations,
    ConfigOption<IReadOnlyDictionary<string, string>> NodeSelector,
    ConfigOption<IReadOnlyList<IReadOnlyDictionary<string, string>>> Tolerations,
    ConfigOption<string> ServiceAccount,
    ConfigOption<double> CpuLimitFactor,
    ConfigOption<double> MemoryLimitFactor,
    ConfigOption<string> TemplateFile,
    string EnvironmentPrefix)
{
    /// <summary>JobManagers.</summary>
    public static PodComponent JobManager { get; } = new(
        ObjectLabels.JobManager,
        KubernetesOptions.JobManagerLabels,
        KubernetesOptions.JobManagerAnnotations,
        KubernetesOptions.JobManagerNodeSelector,
        KubernetesOptions.JobManagerTolerations,
        KubernetesOptions.JobManagerServiceAccount,
        KubernetesOptions.JobManagerCpuLimitFactor,
        KubernetesOptions.JobManagerMemoryLimitFactor,
        KubernetesOptions.JobManagerPodTemplateFile,
        "containerized.master.env.");

    /// <summary>Workers.</summary>
    public static PodComponent TaskManager { get; } = new(
        ObjectLabels.TaskManager,
        KubernetesOptions.TaskManagerLabels,
        KubernetesOptions.TaskManagerAnnotations,
        KubernetesOptions.TaskManagerNodeSelector,
        KubernetesOptions.TaskManagerTolerations,
        KubernetesOptions.TaskManagerServiceAccount,
        KubernetesOptions.TaskManagerCpuLimitFactor,
        KubernetesOptions.TaskManagerMemoryLimitFactor,
        KubernetesOptions.TaskManagerPodTemplateFile,
        "containerized.taskmanager.env.");
}
