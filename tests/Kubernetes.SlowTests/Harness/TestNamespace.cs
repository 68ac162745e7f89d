using System.Globalization;
using System.Net;
using Flink.ResourceManagers.Testing;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>A namespace in which JobManagers have the rights of <c>jobmanager-rbac.yaml</c> and no others, and what is in it.</summary>
internal sealed class TestNamespace(IKubernetes client, string name) : IAsyncDisposable
{
    private const string Account = "flink-jobmanager";

    private readonly HashSet<string> _clusters = [];

    public IKubernetes Client => client;

    public string Name => name;

    /// <summary>The options of every command: where, with which image and account, and as little as the one node has room for.</summary>
    public string[] Options =>
    [
        .. Properties(
            $"kubernetes.namespace={name}",
            $"kubernetes.container.image.ref={TestCluster.Image}",
            "kubernetes.container.image.pull-policy=IfNotPresent",
            $"kubernetes.jobmanager.service-account={Account}",
            "kubernetes.jobmanager.cpu.amount=0.1",
            "kubernetes.jobmanager.cpu.limit-factor=20",
            "kubernetes.taskmanager.cpu.amount=0.1",
            "kubernetes.taskmanager.cpu.limit-factor=20",
            "jobmanager.memory.process.size=900m",
            "taskmanager.memory.process.size=1100m"),
    ];

    /// <summary>The options of the commands of one cluster.</summary>
    public string[] Of(string cluster, params IEnumerable<string> properties)
    {
        _clusters.Add(cluster);
        return [.. Options, .. Properties([$"kubernetes.cluster-id={cluster}", .. properties])];
    }

    /// <summary>This machine for pods.</summary>
    public string Host { get; private set; } = "";

    public static async Task<TestNamespace> OpenAsync(string name)
    {
        var client = await TestCluster.OpenAsync();
        await TestCluster.EnsureNamespaceAsync(client, name);
        var file = Path.Combine(AppContext.BaseDirectory, "../../Flink.Kubernetes/debug/jobmanager-rbac.yaml");
        var roles = new List<V1Role>();
        foreach (var item in KubernetesYaml.LoadAllFromString(await File.ReadAllTextAsync(file)))
        {
            roles.AddRange(item is V1Role given ? [given] : []);
            await EnsureAsync(() => item switch
            {
                V1ServiceAccount account => client.CoreV1.CreateNamespacedServiceAccountAsync(account, name),
                V1Role role => client.RbacAuthorizationV1.CreateNamespacedRoleAsync(role, name),
                V1RoleBinding binding => client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(binding, name),
                _ => throw new InvalidOperationException($"{file} has a {item.GetType().Name}"),
            });
        }

        // Each account has a role of its own name.
        foreach (var role in roles)
        {
            await TestCluster.RightsCountAsync(client, name, role.Metadata.Name, role.Rules);
        }

        var node = (await client.CoreV1.ListNodeAsync()).Items[0];
        return new TestNamespace(client, name) { Host = node.Status.Addresses.First(address => address.Type == "InternalIP").Address };
    }

    /// <summary>Values of the configuration, as options.</summary>
    private static IEnumerable<string> Properties(params IEnumerable<string> properties) => properties.SelectMany(static property => (string[])["-D", property]);

    /// <summary>The pods of a component of a cluster that nobody has deleted yet.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string cluster, string component) =>
    [
        .. (await client.CoreV1.ListNamespacedPodAsync(name, labelSelector: $"app={cluster},component={component}")).Items
            .Where(static pod => pod.Metadata.DeletionTimestamp is null),
    ];

    /// <summary>A pod of a component that runs and is none of those that were known, once there is one.</summary>
    public async Task<V1Pod> RunningAsync(string cluster, string component, params IEnumerable<string> known)
    {
        V1Pod? found = null;
        await Wait.UntilAsync(
            async () => (found = (await PodsAsync(cluster, component)).FirstOrDefault(pod => pod.Status?.Phase == "Running" && !known.Contains(pod.Metadata.Name))) is not null,
            () => $"No {component} of {cluster} runs");
        return found!;
    }

    /// <summary>Kills the process in a pod.</summary>
    public static async Task KillAsync(V1Pod pod, string verb)
    {
        int? process = null;
        await Wait.UntilAsync(() => (process = HostProcess.Find(pod.Metadata.Uid, verb)) is not null, () => $"{pod.Metadata.Name} has no process");
        HostProcess.Kill(process!.Value);
    }

    /// <summary>Waits until nothing of a cluster is left but what high availability keeps.</summary>
    public async Task NothingIsLeftAsync(string cluster)
    {
        IReadOnlyList<string> left = [];
        await Wait.UntilAsync(async () => (left = await LeftAsync(cluster)).Count == 0, () => $"Left of {cluster} are {string.Join(", ", left)}");
    }

    /// <summary>What there is of a cluster.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync(string cluster)
    {
        var selector = string.Create(CultureInfo.InvariantCulture, $"app={cluster}");
        List<string> left = [];
        left.AddRange((await client.AppsV1.ListNamespacedDeploymentAsync(name, labelSelector: selector)).Items.Select(static item => $"deployment {item.Metadata.Name}"));
        left.AddRange((await client.AppsV1.ListNamespacedReplicaSetAsync(name, labelSelector: selector)).Items.Select(static item => $"replica set {item.Metadata.Name}"));
        left.AddRange((await client.CoreV1.ListNamespacedPodAsync(name, labelSelector: selector)).Items.Select(static item => $"pod {item.Metadata.Name}"));
        left.AddRange((await client.CoreV1.ListNamespacedServiceAsync(name, labelSelector: selector)).Items.Select(static item => $"service {item.Metadata.Name}"));
        left.AddRange((await client.CoreV1.ListNamespacedConfigMapAsync(name, labelSelector: selector)).Items.Select(static item => $"config map {item.Metadata.Name}"));
        left.AddRange((await client.CoreV1.ListNamespacedSecretAsync(name, labelSelector: selector)).Items.Select(static item => $"secret {item.Metadata.Name}"));
        return left;
    }

    /// <summary>Takes away what a test that failed has left.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters)
        {
            try
            {
                await client.AppsV1.DeleteNamespacedDeploymentAsync(cluster, name, propagationPolicy: "Background");
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound)
            {
                // As it should be.
            }
        }

        client.Dispose();
    }

    private static async Task EnsureAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Conflict)
        {
            // An earlier test's.
        }
    }
}
