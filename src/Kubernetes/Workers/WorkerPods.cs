using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;
using Flink.Kubernetes.Pods;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;
using k8s.Models;

namespace Flink.Kubernetes.Workers;

/// <summary>What the pods of a cluster's workers are made of.</summary>
internal sealed class WorkerPods
{
    // What a worker needs after its drain to leave in order.
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);
    private static readonly string[] _loopback = ["localhost", "127.0.0.1", "::1"];

    private readonly string _cluster;
    private readonly string _namespace;
    private readonly FlinkConfiguration _configuration;
    private readonly V1Pod? _template;

    /// <exception cref="ConfigurationException">The template cannot be read.</exception>
    public WorkerPods(string cluster, string namespaceName, FlinkConfiguration configuration)
    {
        _cluster = cluster;
        _namespace = namespaceName;
        _configuration = configuration;
        _template = PodTemplateFile.Read(configuration, PodComponent.TaskManager.TemplateFile);
    }

    /// <summary>What the driver's own configuration and a request together say to the worker's process.</summary>
    /// <exception cref="WorkerRequestException">The worker could not find its JobManager.</exception>
    public FlinkConfiguration ConfigurationOf(WorkerRequest request, TaskManagerId id)
    {
        // All parts are fixed; what they add up to is said too, or the image's own config.yaml would say something else.
        var all = ProcessConfiguration.ForPod(_configuration.Without(TaskManagerMemoryOptions.FlinkSize.Key))
            .MergedWith(request.Configuration)
            .With(TaskManagerMemoryOptions.ProcessSize, new MemorySize(TaskManagerProcessMemory.From(request.Configuration).TotalProcess))
            .With(TaskManagerOptions.ResourceId, id.Value);
        if (!all.Contains(TaskManagerOptions.DrainTimeout))
        {
            // As much as its pod allows.
            var patience = _configuration.Get(KubernetesOptions.TerminationGracePeriod) - _farewell;
            all = all.With(TaskManagerOptions.DrainTimeout, patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        }

        if (_configuration.Get(KubernetesOptions.HostNetwork))
        {
            return all;
        }

        var host = all.Get(JobManagerOptions.RpcAddress, "localhost");
        if (IsLoopback(host) && !HighAvailabilityOptions.AreOn(all))
        {
            throw new WorkerRequestException(
                $"'{JobManagerOptions.RpcAddress.Key}' is '{host}', which in a pod is the pod itself: set it to a name or an address under which pods reach this JobManager "
                    + $"(and '{JobManagerOptions.BindHost.Key}' to 0.0.0.0), or '{KubernetesOptions.HostNetwork.Key}' to true",
                isRetryable: false);
        }

        foreach (var option in (ConfigOption<string>[])[TaskManagerOptions.Host, TaskManagerOptions.BindHost])
        {
            all = all.TryGet(option, out var value) && IsLoopback(value) ? all.Without(option.Key) : all;
        }

        return all;
    }

    /// <summary>The pod of a worker.</summary>
    /// <exception cref="ConfigurationException">An option is not usable.</exception>
    public V1Pod Describe(WorkerRequest request, TaskManagerId id, FlinkConfiguration process, ProcessSecret? secret, V1OwnerReference? owner) => PodBuilder.Standard.Build(
        new PodRequest
        {
            Component = PodComponent.TaskManager,
            Cluster = _cluster,
            Namespace = _namespace,
            Name = id.Value,
            Options = _configuration,
            Process = process,
            Verb = ObjectLabels.TaskManager,
            Cpus = CpusOf(request),
            Memory = request.Memory.TotalProcess,
            Secret = secret,
            BlockedNodes = request.BlockedNodes,
            Owner = owner,
        },
        _template);

    /// <summary>The processors that a worker asks for.</summary>
    public decimal CpusOf(WorkerRequest request) => _configuration.TryGet(KubernetesOptions.TaskManagerCpu, out var cpus) ? (decimal)cpus : request.Cpus;

    private static bool IsLoopback(string host) => _loopback.Contains(host, StringComparer.OrdinalIgnoreCase);
}
