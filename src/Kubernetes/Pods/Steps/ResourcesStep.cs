using System.Globalization;
using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>Processors and memory: what is asked for, and how much more may be taken. Further resources of the template stay.</summary>
public sealed class ResourcesStep : IPodStep
{
    private const long Mebi = 1 << 20;

    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        var (options, component) = (request.Options, request.Component);
        var memoryLimit = (long)Math.Ceiling(request.Memory * options.Get(component.MemoryLimitFactor));
        var cpuLimit = request.Cpus * (decimal)options.Get(component.CpuLimitFactor);
        draft.Main.Resources.Requests["memory"] = Bytes(request.Memory);
        draft.Main.Resources.Limits["memory"] = Bytes(memoryLimit);
        draft.Main.Resources.Requests["cpu"] = Cores(request.Cpus);
        draft.Main.Resources.Limits["cpu"] = Cores(cpuLimit);
    }

    private static ResourceQuantity Bytes(long bytes) =>
        new(bytes % Mebi == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebi}Mi") : bytes.ToString(CultureInfo.InvariantCulture));

    private static ResourceQuantity Cores(decimal cores) => new(string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(cores * 1000)}m"));
}
