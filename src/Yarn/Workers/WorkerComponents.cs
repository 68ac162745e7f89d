using Flink.Core.FileSystems;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Workers;

/// <summary>The components of a cluster's workers, and how the next service is called. Used by the driver's loop only, before it begins by its recovery, and after it by its end.</summary>
internal sealed class WorkerComponents(StagingFolder staging, string cluster)
{
    private readonly List<WorkerComponent> _all = [];
    private int _next = 1;

    public IReadOnlyList<WorkerComponent> All => _all;

    public void Add(WorkerComponent component) => _all.Add(component);

    public void Remove(WorkerComponent component) => _all.Remove(component);

    /// <summary>Whether a container is a worker of any.</summary>
    public bool HaveWorker(string container) => _all.Exists(component => component.Workers.ContainsKey(container));

    /// <summary>The containers of all workers.</summary>
    public IReadOnlySet<string> Workers() => _all.SelectMany(static component => component.Workers.Keys).ToHashSet(StringComparer.Ordinal);

    /// <summary>A name that no service of this cluster has had.</summary>
    public string NextService() => ServiceNames.OfKind(cluster, _next++);

    /// <summary>Services up to this number are there.</summary>
    public void Pass(int number) => _next = Math.Max(_next, number + 1);

    /// <summary>What the workers of a service are configured with.</summary>
    public FilePath OptionsFileOf(string service) => ClusterFiles.OptionsOfWorkers(staging, cluster, service);
}
