using System.Text.Json.Nodes;
using Flink.Core.Configuration;
using Flink.Kubernetes.Tests.Fakes;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.Tests.Workers;

/// <summary>What a node and a scheduler say of pods, and what the driver tells of it.</summary>
public sealed class DriverEventsTests : DriverOnFakeTest
{
    [Fact]
    public async Task A_request_is_answered_when_its_pod_has_a_node()
    {
        Server.RunsPods = false;
        await StartAsync();
        var request = Driver.RequestWorkerAsync(NewRequest(), CancellationToken.None);
        var name = await MadeAsync();
        Assert.False(request.IsCompleted);

        Server.Pods.Change(name, pod => pod["spec"]!["nodeName"] = "node-7");

        Assert.Equal("node-7", (await request).Node);
    }

    [Fact]
    public async Task A_pod_without_a_place_waits_with_the_schedulers_words()
    {
        Server.RunsPods = false;
        await StartAsync();
        var request = Driver.RequestWorkerAsync(NewRequest(), CancellationToken.None);
        var name = await MadeAsync();

        Server.Pods.Change(name, pod => pod["status"] = FakePods.UnschedulableStatus("0/3 nodes are available: 3 Insufficient memory."));

        await Wait.UntilAsync(() => Record.Waits.Count > 0, () => "Nobody is told");
        Assert.Contains("3 Insufficient memory", Record.Waits.First().Reason, StringComparison.Ordinal);
        Assert.False(request.IsCompleted);
    }

    [Fact]
    public async Task An_image_that_a_node_cannot_have_ends_the_worker_and_the_next_request_is_hopeless()
    {
        Server.RunsPods = false;
        await StartAsync();
        var first = Driver.RequestWorkerAsync(NewRequest(), CancellationToken.None);
        var name = await MadeAsync();
        Server.Pods.Change(name, pod => pod["spec"]!["nodeName"] = "node-1");
        var worker = (await first).Id;
        Server.Pods.Change(name, pod => pod["status"] = FakePods.WaitingStatus("ErrImagePull", "not found: flink:typo"));

        Assert.Contains("ErrImagePull, image 'flink': not found: flink:typo", await Record.LossOfAsync(worker), StringComparison.Ordinal);
        await Wait.UntilAsync(() => Server.Pods.Names.Count == 0, () => "The pod is left");

        var second = Driver.RequestWorkerAsync(NewRequest(), CancellationToken.None);
        name = await MadeAsync();
        Server.Pods.Change(name, pod => pod["spec"]!["nodeName"] = "node-1");
        Server.Pods.Change(name, pod => pod["status"] = FakePods.WaitingStatus("ErrImagePull", "not found: flink:typo"));

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => second);
        Assert.False(refusal.IsRetryable);
        Assert.Contains("flink:typo", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_evicted_is_announced_and_then_told_with_the_reason()
    {
        await StartAsync();
        var worker = await RequestAsync();
        Server.Pods.Change(worker.Value, pod =>
        {
            pod["metadata"]!["deletionTimestamp"] = "2030-01-01T00:00:30Z";
            pod["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True", ["reason"] = "EvictionByEvictionAPI", ["message"] = "Eviction API: evicting" });
        });

        await Wait.UntilAsync(() => Record.Departures.Count == 1, () => "Nobody is told");
        var departure = Record.Departures.Single();
        Assert.Equal((worker, new DateTimeOffset(2030, 1, 1, 0, 0, 30, TimeSpan.Zero)), (departure.Worker, departure.Deadline));
        Assert.Contains("EvictionByEvictionAPI", departure.Reason, StringComparison.Ordinal);

        Server.Pods.Remove(worker.Value);
        Assert.Contains("EvictionByEvictionAPI", await Record.LossOfAsync(worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_took_too_much_memory_is_told_as_such_with_its_limit()
    {
        await StartAsync();
        var worker = await RequestAsync();

        Server.Pods.Change(worker.Value, pod => pod["status"] = FakePods.EndedStatus(137, "OOMKilled"));

        var diagnostics = await Record.LossOfAsync(worker);
        Assert.Contains("OOMKilled", diagnostics, StringComparison.Ordinal);
        Assert.Contains("1728 MiB", diagnostics, StringComparison.Ordinal);
        await Wait.UntilAsync(() => Server.Pods.Names.Count == 0, () => "The pod is left");
    }

    [Fact]
    public async Task The_end_of_what_a_worker_printed_is_told_with_its_loss()
    {
        await StartAsync();
        var worker = await RequestAsync();

        Server.Pods.Change(worker.Value, pod => pod["status"] = FakePods.EndedStatus(1, "Error", "taskmanager.rpc.port is no port"));

        Assert.Contains("exit code 1. The end of its output:\ntaskmanager.rpc.port is no port", await Record.LossOfAsync(worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_lets_the_request_wait_until_there_is_room()
    {
        await StartAsync();
        var other = await RequestAsync();
        Server.Fail(1, "patch pods", 403, "pods \"x\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");
        var request = RequestAsync();
        await Wait.UntilAsync(() => Record.Waits.Count == 1, () => "Nobody is told");
        Assert.Contains("exceeded quota: few", Record.Waits.Single().Reason, StringComparison.Ordinal);

        await Driver.ReleaseWorkerAsync(other);

        Assert.Equal([(await request).Value], Server.Pods.Names);
    }

    [Fact]
    public async Task A_missing_right_is_hopeless_and_names_the_rule()
    {
        await StartAsync();
        Server.Fail(1, "patch pods", 403, "pods \"x\" is forbidden: User \"system:serviceaccount:default:flink\" cannot create resource \"pods\" in API group \"\" in the namespace \"default\"");

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => RequestAsync());

        Assert.False(refusal.IsRetryable);
        Assert.Contains("resources: [\"pods\"], verbs: [\"create\"]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_given_up_request_brings_all_the_same_is_removed()
    {
        await StartAsync();
        await WatchedAsync();

        Server.Pods.Apply(FakePods.Running("fake-taskmanager-1-99"));

        await Wait.UntilAsync(() => Server.Pods.Names.Count == 0, () => "The pod is left");
        Assert.Empty(Record.Losses);
    }

    [Fact]
    public async Task Workers_of_a_later_JobManager_are_left_alone()
    {
        await StartAsync();
        await WatchedAsync();

        Server.Pods.Apply(FakePods.Running("fake-taskmanager-7-1"));
        var own = await RequestAsync();
        await Driver.ReleaseWorkerAsync(own);

        await Wait.UntilAsync(() => !Server.Pods.Names.Contains(own.Value), () => "The pod is left");
        Assert.Equal(["fake-taskmanager-7-1"], Server.Pods.Names);
    }

    [Fact]
    public async Task Names_go_on_after_those_of_earlier_terms()
    {
        Server.Pods.Apply(FakePods.Running("fake-taskmanager-4-17"));

        Assert.Equal("fake-taskmanager-4-17", Assert.Single(await StartAsync(term: 1)).Id.Value);
        Assert.Equal("fake-taskmanager-5-1", (await RequestAsync()).Value);
    }

    private async Task<string> MadeAsync()
    {
        await Wait.UntilAsync(() => Server.Pods.Names.Count == 1, () => $"Pods are: {string.Join(", ", Server.Pods.Names)}");
        return Server.Pods.Names[0];
    }
}
