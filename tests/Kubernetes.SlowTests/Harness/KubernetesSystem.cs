using System.Collections.Concurrent;
using Flink.Core.Configuration;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Slots;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>A real Kubernetes, which the driver reaches through a proxy.</summary>
public sealed class KubernetesSystem : IDriverSystem
{
    private const string TaskManagers = "component=taskmanager";

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-kubernetes-").FullName;
    private readonly ConcurrentDictionary<string, bool> _clusters = new();

    private KubernetesSystem(IKubernetes client, string namespaceName, string host)
    {
        Client = client;
        Namespace = namespaceName;
        HostForWorkers = host;
        Proxy = new ServiceProxy(TestCluster.EndPointOf(client.BaseUri));
        Configuration = TestCluster.Options(TestCluster.KubeconfigAt(_folder, $"https://127.0.0.1:{Proxy.Port}"), namespaceName);
        UnusableConfiguration = TestCluster.Options(TestCluster.KubeconfigAt(_folder, "https://127.0.0.1:1"), namespaceName);
    }

    public IKubernetes Client { get; }

    public string Namespace { get; }

    public ServiceProxy Proxy { get; }

    public string HostForWorkers { get; }

    public FlinkConfiguration Configuration { get; }

    public FlinkConfiguration UnusableConfiguration { get; }

    public IReadOnlyList<string> DiagnosticsOfKill => ["137", "signal 9"];

    /// <summary>Opens it.</summary>
    /// <param name="namespaceName">A namespace, made when it is not there.</param>
    public static async Task<KubernetesSystem> OpenAsync(string namespaceName = "flink-driver-tests")
    {
        var client = await TestCluster.OpenAsync();
        await TestCluster.EnsureNamespaceAsync(client, namespaceName);

        // The node is this machine.
        var node = (await client.CoreV1.ListNodeAsync()).Items[0];
        return new KubernetesSystem(client, namespaceName, node.Status.Addresses.First(address => address.Type == "InternalIP").Address);
    }

    public IResourceManagerDriver NewDriver(DriverSurroundings surroundings)
    {
        _clusters[surroundings.ClusterId] = true;
        return KubernetesPlugin.NewDriver(surroundings);
    }

    public async Task<IReadOnlyList<TaskManagerId>> RunningAsync(string clusterId) =>
        [.. (await PodsAsync(clusterId)).Where(IsRunning).Select(pod => new TaskManagerId(pod.Metadata.Name))];

    public async Task<IReadOnlyList<string>> LeftoversAsync(string clusterId) =>
    [
        .. (await PodsAsync(clusterId)).Where(pod => !IsRunning(pod)).Select(pod => $"{pod.Metadata.Name} ({pod.Status.Phase})"),
    ];

    public async Task KillAsync(TaskManagerId worker)
    {
        var process = await ProcessOfAsync(worker);

        // The kubelet tells late: a pod that it has not reported as running would count as one that is still to start, though its process is dead.
        await Wait.UntilAsync(async () => IsRunning(await PodAsync(worker)), () => $"The pod of {worker} is not reported as running");
        HostProcess.Kill(process);
    }

    /// <summary>The process of a worker on this machine, once it is there.</summary>
    public async Task<int> ProcessOfAsync(TaskManagerId worker)
    {
        var pod = await PodAsync(worker);
        int? process = null;
        await Wait.UntilAsync(() => (process = HostProcess.Find(pod.Metadata.Uid, "taskmanager")) is not null, () => $"{worker} has no process");
        return process!.Value;
    }

    public async Task<string> VisibleAsync(TaskManagerId worker)
    {
        var pod = await PodAsync(worker);
        return KubernetesJson.Serialize(pod) + HostProcess.CommandLine(await ProcessOfAsync(worker));
    }

    /// <summary>The pod of a worker.</summary>
    public Task<V1Pod> PodAsync(TaskManagerId worker) => Client.CoreV1.ReadNamespacedPodAsync(worker.Value, Namespace);

    /// <summary>The pods of a cluster's workers.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string clusterId) =>
        [.. (await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: $"app={clusterId},{TaskManagers}")).Items];

    public async Task<string> DescribeAsync(TaskManagerId worker)
    {
        var pod = await PodAsync(worker);
        var events = (await Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: $"involvedObject.name={worker}")).Items;
        var log = "";
        try
        {
            using var lines = new StreamReader(await Client.CoreV1.ReadNamespacedPodLogAsync(worker.Value, Namespace, tailLines: 30));
            log = await lines.ReadToEndAsync();
        }
        catch (HttpOperationException e)
        {
            log = e.Response.Content;
        }

        return $"""
            Pod {worker}, on its way out since {pod.Metadata.DeletionTimestamp}: {KubernetesJson.Serialize(pod.Status)}
            {string.Join('\n', events.Select(static item => $"{item.LastTimestamp} {item.Reason}: {item.Message} ({item.Count})"))}
            {log}
            """;
    }

    public IDisposable Interrupt() => Proxy.Cut();

    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        if (!_clusters.IsEmpty)
        {
            // Workers that no owner stands behind leave theirs. Other tests of the namespace run at the same time: of this one's clusters only.
            await Client.CoreV1.DeleteCollectionNamespacedSecretAsync(Namespace, labelSelector: $"app in ({string.Join(',', _clusters.Keys)}),{TaskManagers}");
        }

        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRunning(V1Pod pod) => pod.Status.Phase == "Running" && pod.Metadata.DeletionTimestamp is null;
}
