using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Testing;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Clusters;

/// <summary>Highly available clusters whose checkpoints and records are in an object store: what becomes of them when pods are lost, and when they end.</summary>
public sealed class HighAvailabilityTests : IAsyncLifetime
{
    private const string JobManager = "jobmanager";
    private const string TaskManager = "taskmanager";
    private const int Records = 100_000;

    private readonly FlinkCommand _flink = new();
    private readonly string _shared = Directory.CreateTempSubdirectory("flink-shared-").FullName;
    private TestNamespace? _namespace;

    private TestNamespace Namespace => _namespace!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("S3_ENDPOINT") is { Length: > 0 }, "S3_ENDPOINT names no S3 service");
        _namespace = await TestNamespace.OpenAsync("ha-tests");

        // The node is this machine, and pods write as a user of their own.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_shared, (UnixFileMode)0b111_111_111);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_namespace?.DisposeAsync() ?? default);
        _flink.Dispose();
        Directory.Delete(_shared, recursive: true);
    }

    [Fact]
    public async Task Job_survives_eviction_and_kills_of_its_pods_from_checkpoints_in_the_object_store_and_nothing_is_left_of_it()
    {
        const string Id = "ha-application";
        using var server = new ProgramServer(FlinkCommand.Scripted);
        var (code, _, errors) = await _flink.RunAsync(
            ["run", "-t", "kubernetes-application", .. Options(Id, "user.artifacts.raw-http-enabled=true"), server.UrlAt(Namespace.Host), "counts", "/shared"]);
        Assert.True(code == 0, errors);
        var evicted = await Namespace.RunningAsync(Id, TaskManager);
        var job = await ClusterJobs.RunningAsync(() => AddressAsync(Id));

        // What kubectl drain does.
        await Namespace.Client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction { Metadata = new V1ObjectMeta { Name = evicted.Metadata.Name, NamespaceProperty = Namespace.Name } }, evicted.Metadata.Name, Namespace.Name);
        var killed = await Namespace.RunningAsync(Id, TaskManager, evicted.Metadata.Name);
        Assert.Equal(job, await ClusterJobs.RunningAsync(() => AddressAsync(Id)));

        await TestNamespace.KillAsync(killed, TaskManager);
        await Namespace.RunningAsync(Id, TaskManager, evicted.Metadata.Name, killed.Metadata.Name);
        Assert.Equal(job, await ClusterJobs.RunningAsync(() => AddressAsync(Id)));

        // Main is called again, and finds its job, which goes on.
        var leader = await Namespace.RunningAsync(Id, JobManager);
        await TestNamespace.KillAsync(leader, "standalone-job");
        await RestartedAsync(leader);
        Assert.Equal(job, await ClusterJobs.RunningAsync(() => AddressAsync(Id)));
        await File.WriteAllTextAsync(Path.Combine(_shared, "gate"), "");

        await Namespace.NothingIsLeftAsync(Id);
        IReadOnlyList<string> leases = [];
        await Wait.UntilAsync(async () => (leases = await LeasesAsync(Id)).Count == 0, () => $"Left are {string.Join(", ", leases)}");
        var lines = Directory.GetFiles(Path.Combine(_shared, "out"), "part-*").SelectMany(File.ReadLines).ToList();
        Assert.Equal(Records, lines.Count);
        Assert.Equal(Records, lines.Distinct().Count());
    }

    [Fact]
    public async Task What_a_stopped_session_has_stored_stays_for_the_next_of_its_name_unless_it_is_to_go()
    {
        const string Id = "ha-session";
        string[] session = ["-t", "kubernetes-session", .. Options(Id)];
        await CommandAsync(["session", "start", .. session]);
        await CommandAsync(["run", "-d", .. session, FlinkCommand.Scripted, "leave-waiting"]);
        var job = await ClusterJobs.RunningAsync(() => AddressAsync(Id));

        await CommandAsync(["session", "stop", "-t", "kubernetes", .. Namespace.Options, Id]);
        var left = await Namespace.LeftAsync(Id);
        Assert.NotEmpty(left);
        Assert.All(left, static one => Assert.StartsWith("config map ", one, StringComparison.Ordinal));
        Assert.NotEmpty(await LeasesAsync(Id));

        await CommandAsync(["session", "start", .. session]);
        Assert.Equal(job, await ClusterJobs.RunningAsync(() => AddressAsync(Id)));
        await CommandAsync(["session", "stop", "-t", "kubernetes", .. Namespace.Options, "-D", "kubernetes.stop.remove-high-availability-data=true", Id]);
        Assert.Empty(await Namespace.LeftAsync(Id));
        Assert.Empty(await LeasesAsync(Id));
    }

    private async Task CommandAsync(params string[] arguments)
    {
        var (code, _, errors) = await _flink.RunAsync(arguments);
        Assert.True(code == 0, $"flink {string.Join(' ', arguments)}: {errors}");
    }

    private string[] Options(string id, params string[] more)
    {
        var template = _flink.FileOf($"{id}.yaml");
        File.WriteAllText(
            template,
            $$"""
            apiVersion: v1
            kind: Pod
            spec:
              volumes: [{name: shared, hostPath: { path: "{{_shared}}" } }]
              containers: [{name: flink-main-container, volumeMounts: [{name: shared, mountPath: /shared}]}]
            """);
        var folder = $"s3://flink/{id}-{Guid.NewGuid():n}";
        return Namespace.Of(
            id,
            [
                "high-availability.type=kubernetes",
                $"high-availability.storageDir={folder}/ha",
                $"execution.checkpointing.dir={folder}/checkpoints",
                $"s3.endpoint={EndpointForPods()}",
                $"s3.access-key={Environment.GetEnvironmentVariable("S3_ACCESS_KEY")}",
                $"s3.secret-key={Environment.GetEnvironmentVariable("S3_SECRET_KEY")}",
                "kubernetes.taskmanager.service-account=flink-taskmanager",
                $"kubernetes.pod-template-file.default={template}",
                "restart-strategy.type=fixed-delay", "restart-strategy.fixed-delay.delay=0s", "restart-strategy.fixed-delay.attempts=100",
                .. more,
            ]);
    }

    private string EndpointForPods()
    {
        var endpoint = new UriBuilder(Environment.GetEnvironmentVariable("S3_ENDPOINT")!);
        endpoint.Host = endpoint.Uri.IsLoopback ? Namespace.Host : endpoint.Host;
        return endpoint.Uri.GetLeftPart(UriPartial.Authority);
    }

    private async Task<Uri?> AddressAsync(string id) =>
        (await Namespace.PodsAsync(id, JobManager)).FirstOrDefault(static pod => pod.Status?.PodIP is { Length: > 0 }) is { } pod ? new Uri($"http://{pod.Status.PodIP}:8081") : null;

    // In its pod, by the kubelet, which must have noticed the end first.
    private async Task RestartedAsync(V1Pod pod) => await Wait.UntilAsync(
        async () => (await Namespace.Client.CoreV1.ReadNamespacedPodAsync(pod.Metadata.Name, Namespace.Name)).Status?.ContainerStatuses?.Any(static container => container.RestartCount > 0 && container.State?.Running is not null) == true,
        () => "The JobManager is not started again");

    private async Task<IReadOnlyList<string>> LeasesAsync(string id) =>
        [.. (await Namespace.Client.CoordinationV1.ListNamespacedLeaseAsync(Namespace.Name)).Items.Select(static lease => lease.Metadata.Name).Where(name => name == $"{id}-leader")];
}
