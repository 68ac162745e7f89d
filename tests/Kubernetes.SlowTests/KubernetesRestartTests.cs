using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Testing;
using k8s;

namespace Flink.Kubernetes.SlowTests;

/// <summary>Not beside other tests: parts of Kubernetes are killed, and its only node is drained.</summary>
[CollectionDefinition(nameof(KubernetesRestartTests), DisableParallelization = true)]
public sealed class KubernetesAlone;

/// <summary>Parts of Kubernetes are killed and come back: workers run on meanwhile, and nothing is lost. A node is drained and comes back: its workers go in order.</summary>
[Collection(nameof(KubernetesRestartTests))]
public sealed class KubernetesRestartTests : DriverBench
{
    private KubernetesSystem Kubernetes => (KubernetesSystem)System;

    [Fact, Rule(34), Rule(35), Rule(54)]
    public async Task The_API_server_is_killed_and_comes_back()
    {
        ClusterComponent.SkipUnlessThereIsOne();
        await using var driver = await StartDriverAsync();
        var stays = await driver.RequestAsync(NewRequest());
        var dies = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(stays);
        await Desk.RegistrationOfAsync(dies);
        var process = await Kubernetes.ProcessOfAsync(dies);
        var request = NewRequest();

        await ClusterComponent.KillAsync("apiserver");
        Task<Flink.Runtime.Slots.TaskManagerId> comes;
        try
        {
            HostProcess.Kill(process);
            comes = driver.RequestAsync(request);
            await driver.Record.WaitOfAsync(request, "");
        }
        finally
        {
            await ClusterComponent.StartAsync("apiserver");
        }

        await Desk.RegistrationOfAsync(await comes);
        Assert.Contains("137", await driver.Record.LossOfAsync(dies), StringComparison.Ordinal);
        await RunExactlyAsync(stays, await comes);
        Assert.Empty(driver.Record.Failures);
    }

    [Fact, Rule(35)]
    public async Task The_kubelet_is_killed_and_comes_back()
    {
        ClusterComponent.SkipUnlessThereIsOne();
        await using var driver = await StartDriverAsync();
        var stays = await driver.RequestAsync(NewRequest());
        var dies = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(stays);
        await Desk.RegistrationOfAsync(dies);
        await RunExactlyAsync(stays, dies);

        await ClusterComponent.KillAsync("kubelet");
        Flink.Runtime.Slots.TaskManagerId comes;
        try
        {
            await Kubernetes.KillAsync(dies);

            // It has its place; nobody starts it yet.
            comes = await driver.RequestAsync(NewRequest());
        }
        finally
        {
            await ClusterComponent.StartAsync("kubelet");
        }

        Assert.Contains("137", await driver.Record.LossOfAsync(dies), StringComparison.Ordinal);
        await Desk.RegistrationOfAsync(comes);
        await RunExactlyAsync(stays, comes);
        Assert.Equal([dies], driver.Record.Losses.Select(loss => loss.Worker));
    }

    [Fact]
    public async Task Workers_of_a_node_that_is_drained_are_announced_and_go_in_order_and_others_wait_until_the_node_is_back()
    {
        Kubectl.SkipUnlessThereIsOne();
        await using var driver = await StartDriverAsync();
        Flink.Runtime.Slots.TaskManagerId[] workers = [await driver.RequestAsync(NewRequest()), await driver.RequestAsync(NewRequest())];
        foreach (var worker in workers)
        {
            await Desk.RegistrationOfAsync(worker);
        }

        var node = (await Kubernetes.Client.CoreV1.ListNodeAsync()).Items[0].Metadata.Name;
        Task<Flink.Runtime.Slots.TaskManagerId> comes;
        try
        {
            // Of the only node, on which the cluster's own pods are too: those of this test.
            await Kubectl.RunAsync("drain", node, "--pod-selector", $"app={Cluster}", "--force", "--delete-emptydir-data", "--ignore-daemonsets", "--timeout", "110s");
            foreach (var worker in workers)
            {
                var diagnostics = await driver.Record.LossOfAsync(worker);
                Assert.Contains("EvictionByEvictionAPI", diagnostics, StringComparison.Ordinal);
                Assert.DoesNotContain("exit code 137", diagnostics, StringComparison.Ordinal);
            }

            Assert.Equal(workers.Order(), driver.Record.Departures.Select(static departure => departure.Worker).Order());
            var request = NewRequest();
            comes = driver.RequestAsync(request);
            await driver.Record.WaitOfAsync(request, "unschedulable");
            Assert.False(comes.IsCompleted);
        }
        finally
        {
            await Kubectl.RunAsync("uncordon", node);
        }

        await Desk.RegistrationOfAsync(await comes);
        await RunExactlyAsync(await comes);
        Assert.Empty(driver.Record.Failures);
    }

    protected override async Task<IDriverSystem> OpenAsync() => await KubernetesSystem.OpenAsync();
}
