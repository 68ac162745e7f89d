using System.Diagnostics;
using System.Net;
using Flink.Cluster.SlowTests.Harness;
using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Testing;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Charts;

/// <summary>The chart, installed by helm on a real Kubernetes: its roles are the only rights that JobManagers and workers have.</summary>
public sealed class ChartTests : IAsyncLifetime
{
    private const string Release = "kh-chart";
    private const string Application = "kh-app";

    private readonly string _name = $"kh-{Guid.NewGuid():n}"[..12];
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-chart-").FullName;
    private readonly FlinkCommand _flink = new();
    private IKubernetes? _client;

    private IKubernetes Client => _client!;

    private string[] Session => ["-t", "kubernetes-session", "-D", $"kubernetes.namespace={_name}", "-D", $"kubernetes.cluster-id={Release}"];

    private static string Chart => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../charts/flink"));

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "helm"))), "There is no helm on the PATH");
        _client = await TestCluster.OpenAsync();
        await TestCluster.EnsureNamespaceAsync(_client, _name);

        // The node is this machine: pods and the test share the folder, as others share a bucket.
        Share(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        _flink.Dispose();
        if (_client is not null)
        {
            await _client.CoreV1.DeleteNamespaceAsync(_name);

            // Pods write into the folder to their end.
            await Wait.UntilAsync(async () => (await _client.CoreV1.ListNamespacedPodAsync(_name)).Items.Count == 0, () => $"Pods are left in {_name}");
            _client.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Highly_available_session_is_installed_upgraded_rolled_back_and_uninstalled_under_a_job_that_goes_on()
    {
        await HelmAsync("install", Release, Chart, "--values", Values(replicas: 2));
        await LeadsAsync(term: 1);
        var job = Path.Combine(_folder, "job");
        Share(Directory.CreateDirectory(job).FullName);
        var run = await _flink.RunAsync(["run", "-d", .. Session, "-p", "2", FlinkCommand.Scripted, "counts", "/shared/job"]);
        Assert.True(run.Code == 0, run.Errors);
        await ChecksPointAsync();

        var before = await JobManagersAsync();
        await HelmAsync("upgrade", Release, Chart, "--values", Values(replicas: 2), "--set", "taskManager.slots=2");
        await LeadsAsync(term: 2, before);
        await ChecksPointAsync();

        // In its container the next one leads without waiting for the lease.
        var term = await TermAsync();
        await TestNamespace.KillAsync(await Client.CoreV1.ReadNamespacedPodAsync(PodOf(await LeaseAsync()), _name), "jobmanager");
        await LeadsAsync(term + 1);
        await ChecksPointAsync();

        before = await JobManagersAsync();
        term = await TermAsync();
        await HelmAsync("rollback", Release, "1");
        await LeadsAsync(term + 1, before);
        await ChecksPointAsync();
        await File.WriteAllTextAsync(Path.Combine(job, "gate"), "");
        await Wait.UntilAsync(
            async () => (await _flink.RunAsync(["list", "-a", .. Session])).Output.Contains("(FINISHED)", StringComparison.Ordinal), () => "The job does not end");
        var lines = Directory.GetFiles(Path.Combine(job, "out"), "part-*").SelectMany(File.ReadLines).ToList();
        Assert.Equal(100_000, lines.Count);
        Assert.Equal(100_000, lines.Distinct().Count());

        await HelmAsync("uninstall", Release, "--wait");

        // Only what the next release of this name goes on from.
        await Wait.UntilAsync(async () => (await LeftAsync()).Count == 0, () => "Something is left of the release");
        Assert.NotNull(await LeaseAsync());
    }

    [Fact]
    public async Task Application_runs_to_its_end_and_takes_its_deployment_with_it()
    {
        await HelmAsync(
            "install", Application, Chart, "--values", Values(replicas: 1), "--set", "highAvailability.enabled=false",
            "--set", $"mode=application,application.program={FlinkCommand.WordCount}");

        await Wait.UntilAsync(
            async () => (await Client.AppsV1.ListNamespacedDeploymentAsync(_name)).Items.Count == 0 && (await Client.CoreV1.ListNamespacedPodAsync(_name)).Items.Count == 0,
            () => "The application does not end");
        await HelmAsync("uninstall", Application, "--wait");
        await Wait.UntilAsync(async () => (await LeftAsync()).Count == 0, () => "Something is left of the release");
    }

    [Fact]
    public async Task Session_whose_connections_are_all_encrypted_runs_a_job()
    {
        var keystore = Path.Combine(_folder, "keystore.p12");
        var passwords = Path.Combine(_folder, "passwords.yaml");
        await File.WriteAllLinesAsync(
            passwords,
            [
                "secretConfiguration:",
                .. ((string[])["internal", "rest"]).SelectMany(kind => Keystore.Options(keystore, kind))
                    .Where(static option => option.Key.EndsWith("-password", StringComparison.Ordinal)).Select(static option => $"  {option.Key}: {option.Value}"),
            ]);
        await HelmAsync(
            "install", Release, Chart, "--values", Values(replicas: 1), "--values", passwords, "--set", "highAvailability.enabled=false",
            "--set", "tls.internal.enabled=true,tls.internal.secret=internal-tls,tls.rest.enabled=true,tls.rest.secret=rest-tls");

        // Pods wait for the secrets; who connects looks whether the certificate is for the address that he has.
        var service = (await Client.CoreV1.ListNamespacedServiceAsync(_name)).Items.Single(static one => one.Metadata.Name == $"{Release}-rest");
        Keystore.Write(keystore, "flink", IPAddress.Parse(service.Spec.ClusterIP));
        foreach (var name in (string[])["internal-tls", "rest-tls"])
        {
            await Client.CoreV1.CreateNamespacedSecretAsync(
                new V1Secret { Metadata = new V1ObjectMeta { Name = name }, Data = new Dictionary<string, byte[]> { ["keystore.p12"] = await File.ReadAllBytesAsync(keystore) } }, _name);
        }

        // The probes ask by TLS too, or nobody would ever be ready.
        await Wait.UntilAsync(
            async () => (await Client.AppsV1.ListNamespacedDeploymentAsync(_name)).Items.Any(static item => item.Status?.ReadyReplicas == 1), () => "The JobManager is not ready");
        string[] encrypted = [.. Session, .. Keystore.Options(keystore, "rest").SelectMany(static option => (string[])["-D", $"{option.Key}={option.Value}"])];
        var run = await _flink.RunAsync(["run", .. encrypted, FlinkCommand.Scripted, "count"]);
        Assert.True(run.Code == 0, run.Errors);
        var plain = await _flink.RunAsync(["list", .. Session]);
        Assert.NotEqual(0, plain.Code);
        await HelmAsync("uninstall", Release, "--wait");
    }

    /// <param name="term">It, or a later one.</param>
    /// <param name="except">Pods that are on their way out: one that stood by may lead for a moment, and take along what it knows of jobs that end under it.</param>
    private async Task LeadsAsync(int term, IReadOnlyCollection<string>? except = null)
    {
        // Also what is written down of it is that of the new one.
        await Wait.UntilAsync(
            async () => await TermAsync() >= term && await LeaseAsync() is { } lease && PodOf(lease) is { Length: > 0 } pod && except?.Contains(pod) != true
                && lease.Metadata.Annotations is { } addresses && addresses.Keys.Any(static key => key.EndsWith("/rest", StringComparison.Ordinal)),
            () => $"Nobody leads in term {term}");
    }

    // 0 before the first.
    private async Task<int> TermAsync() =>
        (await MapAsync())?.Metadata.Annotations is { } annotations && annotations.TryGetValue("flink/term", out var text) ? int.Parse(text) : 0;

    private static string PodOf(V1Lease lease) => lease.Spec.HolderIdentity?.Split('_')[0] ?? "";

    private async Task<string[]> JobManagersAsync() =>
        [.. (await Client.CoreV1.ListNamespacedPodAsync(_name, labelSelector: "component=jobmanager")).Items.Select(static pod => pod.Metadata.Name)];

    private async Task ChecksPointAsync()
    {
        var before = NewestCheckpoint();
        await Wait.UntilAsync(() => Task.FromResult(NewestCheckpoint() > before), () => $"No checkpoint completes after number {before}");
    }

    private int NewestCheckpoint()
    {
        var folder = Path.Combine(_folder, "checkpoints");
        return !Directory.Exists(folder) ? 0 : Directory.GetDirectories(folder)
            .SelectMany(static job => Directory.GetDirectories(job, "chk-*"))
            .Where(static checkpoint => File.Exists(Path.Combine(checkpoint, "_metadata")))
            .Select(static checkpoint => int.Parse(Path.GetFileName(checkpoint)["chk-".Length..]))
            .Append(0)
            .Max();
    }

    // Pods write as a user of their own.
    private static void Share(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }
    }

    private Task<V1Lease> LeaseAsync() => Client.CoordinationV1.ReadNamespacedLeaseAsync($"{Release}-leader", _name);

    private async Task<V1ConfigMap?> MapAsync() =>
        (await Client.CoreV1.ListNamespacedConfigMapAsync(_name)).Items.FirstOrDefault(static map => map.Metadata.Name == $"{Release}-cluster-config-map");

    private async Task<IReadOnlyList<string>> LeftAsync() =>
    [
        .. (await Client.CoreV1.ListNamespacedPodAsync(_name)).Items.Select(static item => item.Metadata.Name),
        .. (await Client.CoreV1.ListNamespacedServiceAsync(_name)).Items.Select(static item => item.Metadata.Name),
        .. (await Client.AppsV1.ListNamespacedDeploymentAsync(_name)).Items.Select(static item => item.Metadata.Name),
        .. (await Client.RbacAuthorizationV1.ListNamespacedRoleAsync(_name)).Items.Select(static item => item.Metadata.Name),
        .. (await Client.CoreV1.ListNamespacedSecretAsync(_name)).Items.Select(static item => item.Metadata.Name),
        .. (await Client.CoreV1.ListNamespacedConfigMapAsync(_name)).Items.Select(static item => item.Metadata.Name)
            .Where(static name => name is not ("kube-root-ca.crt" or $"{Release}-cluster-config-map")),
    ];

    private string Values(int replicas)
    {
        var colon = TestCluster.Image.LastIndexOf(':');
        var path = Path.Combine(_folder, "values.yaml");
        File.WriteAllText(
            path,
            $$$"""
            image: {repository: "{{{TestCluster.Image[..colon]}}}", tag: "{{{TestCluster.Image[(colon + 1)..]}}}"}
            jobManager:
              replicas: {{{replicas}}}
              memory: 900Mi
              cpu: "0.1"
              volumes: [{name: shared, hostPath: {path: {{{_folder}}}}}]
              volumeMounts: [{name: shared, mountPath: /shared}]
            taskManager:
              memory: 1100Mi
              cpu: "0.1"
              cpuLimitFactor: 20
              podTemplate:
                spec:
                  volumes: [{name: shared, hostPath: {path: {{{_folder}}}}}]
                  containers: [{name: flink-main-container, volumeMounts: [{name: shared, mountPath: /shared}]}]
            highAvailability: {enabled: true, storageDir: "file:///shared/ha"}
            configuration: {execution.checkpointing.dir: "file:///shared/checkpoints"}
            """);
        return path;
    }

    private async Task HelmAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("helm", [.. arguments, "--namespace", _name, "--kubeconfig", TestCluster.Kubeconfig]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"helm {string.Join(' ', arguments)}: {await errors}");
    }
}
