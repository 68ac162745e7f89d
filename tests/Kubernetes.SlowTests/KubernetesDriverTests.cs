using Flink.Core.Configuration;
using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Slots;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests;

/// <summary>What the contract does not ask of every system: images, places, quotas, rights, evictions, and the ways of Kubernetes itself to end a pod.</summary>
public sealed class KubernetesDriverTests : DriverBench
{
    private const string Missing = "127.0.0.1:1/no-such-image:1";

    private KubernetesSystem Kubernetes => (KubernetesSystem)System;

    [Theory]
    [InlineData("Never", "ErrImageNeverPull")]
    [InlineData("IfNotPresent", "ErrImagePull")]
    public async Task An_image_that_is_not_there_is_told_and_then_hopeless(string policy, string reason)
    {
        await using var driver = NewDriver(configuration: System.Configuration.With("kubernetes.container.image.ref", Missing).With("kubernetes.container.image.pull-policy", policy));
        await driver.InitializeAsync();

        // The first has its place before its node has looked for the image.
        var diagnostics = await driver.Record.LossOfAsync(await driver.RequestAsync(NewRequest()));
        Assert.Contains(Missing, diagnostics, StringComparison.Ordinal);
        Assert.Contains(reason, diagnostics, StringComparison.Ordinal);

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => driver.RequestAsync(NewRequest()));
        Assert.False(refusal.IsRetryable);
        Assert.Contains(Missing, refusal.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_worker_for_which_there_is_no_place_waits_with_the_schedulers_words_and_comes_when_there_is_one()
    {
        const string Label = "flink-test-place";
        await using var driver = NewDriver(configuration: System.Configuration.With("kubernetes.taskmanager.node-selector", $"{Label}:{Cluster}"));
        await driver.InitializeAsync();
        var request = NewRequest();

        var worker = driver.RequestAsync(request);
        await driver.Record.WaitOfAsync(request, "node affinity/selector");
        Assert.False(worker.IsCompleted);
        var node = (await Kubernetes.Client.CoreV1.ListNodeAsync()).Items[0].Metadata.Name;
        await LabelAsync(node, Label, Cluster);
        try
        {
            // A node may hear of its own label later than the scheduler. It turns the pod away then, and who needs a worker requests the next one.
            const int mostWorkers = 5;
            var started = await worker;
            for (var workers = 1; await IsTurnedAwayAsync(driver.Record, started); workers++)
            {
                Assert.True(workers < mostWorkers, "Its node turns every worker away.");
                started = await driver.RequestAsync(NewRequest());
            }
        }
        finally
        {
            await LabelAsync(node, Label, "nowhere");
        }
    }

    [Fact, Rule(42)]
    public async Task A_worker_does_not_come_to_a_blocked_node()
    {
        await using var driver = await StartDriverAsync();
        var node = (await Kubernetes.Client.CoreV1.ListNodeAsync()).Items[0];
        var template = NewRequest();
        var request = new WorkerRequest(template.Spec, template.Cpus, template.Memory, template.Configuration, new HashSet<string> { node.Metadata.Labels["kubernetes.io/hostname"] });
        using var cancellation = new CancellationTokenSource();

        var worker = driver.Driver.RequestWorkerAsync(request, cancellation.Token);
        await driver.Record.WaitOfAsync(request, "node affinity");

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_quota_lets_requests_wait_until_it_is_raised()
    {
        await using var space = await OwnNamespace.OpenAsync(Kubernetes.Client, "flink-quota-tests");
        await Kubernetes.Client.CoreV1.CreateNamespacedResourceQuotaAsync(
            new V1ResourceQuota { Metadata = new V1ObjectMeta { Name = "few" }, Spec = new V1ResourceQuotaSpec { Hard = Pods(1) } }, space.Name);
        await Wait.UntilAsync(
            async () => (await Kubernetes.Client.CoreV1.ReadNamespacedResourceQuotaAsync("few", space.Name)).Status?.Hard is { Count: > 0 }, () => "The quota does not count");
        await using var driver = NewDriver(configuration: System.Configuration.With("kubernetes.namespace", space.Name));
        await driver.InitializeAsync();
        await Desk.RegistrationOfAsync(await driver.RequestAsync(NewRequest()));

        var request = NewRequest();
        var second = driver.RequestAsync(request);
        await driver.Record.WaitOfAsync(request, "exceeded quota: few");
        Assert.False(second.IsCompleted);

        await Kubernetes.Client.CoreV1.PatchNamespacedResourceQuotaAsync(
            new V1Patch(new V1ResourceQuota { Spec = new V1ResourceQuotaSpec { Hard = Pods(5) } }, V1Patch.PatchType.MergePatch), "few", space.Name);
        await Desk.RegistrationOfAsync(await second);
        await driver.Driver.DeregisterAsync(Flink.Runtime.ResourceManager.ApplicationStatus.Succeeded, null);
    }

    [Theory]
    [InlineData("create", false)]
    [InlineData("patch", false)]
    [InlineData("list", true)]
    public async Task A_right_that_is_missing_is_named_with_the_rule_that_gives_it(string verb, bool failsStart)
    {
        await using var space = await OwnNamespace.OpenAsync(Kubernetes.Client, "flink-rights-tests");
        var kubeconfig = await space.KubeconfigOfAsync("flink", [.. new[] { "create", "patch", "list", "watch", "delete", "deletecollection" }.Where(it => it != verb)]);
        await using var driver = NewDriver(configuration: System.Configuration.With("kubernetes.config.file", kubeconfig).With("kubernetes.namespace", space.Name));

        Exception error;
        if (failsStart)
        {
            error = await Assert.ThrowsAnyAsync<Flink.Core.FlinkException>(driver.InitializeAsync);
        }
        else
        {
            await driver.InitializeAsync();
            error = await Assert.ThrowsAsync<WorkerRequestException>(() => driver.RequestAsync(NewRequest()));
            Assert.False(((WorkerRequestException)error).IsRetryable);
        }

        Assert.Contains($"resources: [\"pods\"], verbs: [\"{verb}\"]", error.Message, StringComparison.Ordinal);
        Assert.Contains($"system:serviceaccount:{space.Name}:flink", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rights_that_are_documented_suffice()
    {
        await using var space = await OwnNamespace.OpenAsync(Kubernetes.Client, "flink-least-tests");
        var kubeconfig = await space.KubeconfigOfAsync("flink", ["create", "patch", "list", "watch", "delete", "deletecollection"]);
        await using var driver = NewDriver(configuration: System.Configuration.With("kubernetes.config.file", kubeconfig).With("kubernetes.namespace", space.Name).With("s3.secret-key", "hidden"));
        await driver.InitializeAsync();

        await Desk.RegistrationOfAsync(await driver.RequestAsync(NewRequest()));
        await driver.Driver.DeregisterAsync(Flink.Runtime.ResourceManager.ApplicationStatus.Succeeded, null);

        await Wait.UntilAsync(async () => (await Kubernetes.Client.CoreV1.ListNamespacedPodAsync(space.Name)).Items.Count == 0, () => "Pods are left");
        Assert.DoesNotContain((await Kubernetes.Client.CoreV1.ListNamespacedSecretAsync(space.Name)).Items, secret => secret.Metadata.Name.StartsWith("contract-", StringComparison.Ordinal));
        Assert.Empty(driver.Record.Failures);
    }

    [Fact]
    public async Task A_worker_that_is_evicted_is_announced_before_it_is_gone()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);

        await Kubernetes.Client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction { Metadata = new V1ObjectMeta { Name = worker.Value, NamespaceProperty = Kubernetes.Namespace } }, worker.Value, Kubernetes.Namespace);

        var diagnostics = await driver.Record.LossOfAsync(worker);
        var departure = Assert.Single(driver.Record.Departures);
        Assert.Equal(worker, departure.Worker);
        Assert.Contains("EvictionByEvictionAPI", departure.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("exit code 137", diagnostics, StringComparison.OrdinalIgnoreCase);
        await NothingIsLeftAsync();
    }

    [Fact, Rule(55)]
    public async Task A_worker_that_takes_more_memory_than_its_limit_is_told_as_such()
    {
        await using var driver = await StartDriverAsync();
        var sound = NewRequest();
        var tight = new WorkerRequest(sound.Spec, sound.Cpus, sound.Memory with { FrameworkHeap = 0, TaskHeap = 0, Managed = 0, Network = 0, Metaspace = 0, Overhead = 16 << 20, TaskOffHeap = 0, FrameworkOffHeap = 0 }, sound.Configuration, sound.BlockedNodes);

        var worker = await driver.RequestAsync(tight);

        var diagnostics = await driver.Record.LossOfAsync(worker);
        Assert.Contains("OOMKilled", diagnostics, StringComparison.Ordinal);
        Assert.Contains("16 MiB", diagnostics, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact, Rule(55)]
    public async Task A_worker_that_dies_at_once_is_told_with_the_end_of_its_output()
    {
        await using var driver = await StartDriverAsync();

        var worker = await driver.RequestAsync(NewRequest(more: FlinkConfiguration.Empty.With("taskmanager.rpc.port", "no port")));

        var diagnostics = await driver.Record.LossOfAsync(worker);
        Assert.Contains("exit code 1", diagnostics, StringComparison.Ordinal);
        Assert.Contains("taskmanager.rpc.port", diagnostics, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact, Rule(34), Rule(35)]
    public async Task A_watch_that_is_dead_without_saying_so_is_opened_anew()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);

        // Pings are not answered any more.
        Kubernetes.Proxy.Silence();
        await Kubernetes.KillAsync(worker);

        Assert.Contains("137", await driver.Record.LossOfAsync(worker), StringComparison.Ordinal);
        Assert.Empty(driver.Record.Failures);
    }

    protected override async Task<IDriverSystem> OpenAsync() => await KubernetesSystem.OpenAsync();

    private static Dictionary<string, ResourceQuantity> Pods(int count) => new() { ["pods"] = new ResourceQuantity($"{count}") };

    private async Task<bool> IsTurnedAwayAsync(DriverRecord record, TaskManagerId worker)
    {
        string? Loss() => record.Losses.Where(loss => loss.Worker == worker).Select(static loss => loss.Diagnostics).FirstOrDefault();
        await Wait.UntilAsync(() => Desk.Knows(worker) || Loss() is not null, () => $"{worker} has neither registered nor gone");
        if (Loss() is not { } diagnostics)
        {
            return false;
        }

        Assert.Contains("Predicate NodeAffinity failed", diagnostics, StringComparison.Ordinal);
        return true;
    }

    private Task LabelAsync(string node, string label, string value) => Kubernetes.Client.CoreV1.PatchNodeAsync(
        new V1Patch(new V1Node { Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { [label] = value } } }, V1Patch.PatchType.MergePatch), node);
}
