using Flink.Core.Configuration;
using Flink.Kubernetes.Tests.Fakes;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.Tests.Workers;

/// <summary>What workers cost the API server, and how it is treated when it has too much to do.</summary>
public sealed class DriverCallsTests : DriverOnFakeTest
{
    [Fact]
    public async Task A_worker_costs_two_calls_and_watching_costs_none()
    {
        await StartAsync();
        var before = Server.Calls.Count;

        var workers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RequestAsync()));
        await Task.WhenAll(workers.Select(Driver.ReleaseWorkerAsync));

        await Wait.UntilAsync(() => Server.Pods.Names.Count == 0, () => "Pods are left");
        Assert.Equal(
            new Dictionary<string, int> { ["patch pods"] = 5, ["delete pods"] = 5 },
            Server.Calls.Skip(before).Where(call => call != "watch pods").GroupBy(call => call).ToDictionary(group => group.Key, group => group.Count()));
    }

    [Fact]
    public async Task Two_hundred_workers_at_once_are_asked_for_a_few_at_a_time()
    {
        await StartAsync(FlinkConfiguration.Empty.With("kubernetes.client.io-pool.size", "3").With("kubernetes.client.calls-per-second", "1000"));
        await WatchedAsync();
        var hold = Server.HoldAnswers();
        var requests = Enumerable.Range(0, 200).Select(_ => RequestAsync()).ToList();
        await Wait.UntilAsync(() => CallsOf("patch pods") == 3, () => "Nobody asks");

        hold.SetResult();
        await Task.WhenAll(requests);

        Assert.Equal(3, Server.MostUnderWay);
        Assert.Equal(200, CallsOf("patch pods"));
    }

    [Fact]
    public async Task A_server_with_too_much_to_do_gets_each_pod_all_the_same()
    {
        await StartAsync();
        Server.Fail(3, "patch pods", 429, "too many requests", retryAfter: "0");

        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RequestAsync()));

        Assert.Equal(workers.Select(worker => worker.Value).Order(), Server.Pods.Names.Order());
        Assert.Equal(7, CallsOf("patch pods"));
        Assert.Contains(Record.Waits, wait => wait.Reason.Contains("too many requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_no_second_pod()
    {
        await StartAsync();
        Server.LoseAnswer("patch pods");

        var worker = await RequestAsync();
        await Wait.UntilAsync(() => CallsOf("patch pods") == 2, () => "It was not asked again");

        Assert.Equal([worker.Value], Server.Pods.Names);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_again()
    {
        await StartAsync(FlinkConfiguration.Empty.With("kubernetes.client.call-timeout", "500 ms"));
        Server.Ignore("patch pods");

        await RequestAsync();

        Assert.True(CallsOf("patch pods") > 1);
    }

    [Fact]
    public async Task Many_workers_of_an_earlier_term_are_listed_in_pages()
    {
        for (var i = 0; i < 1_001; i++)
        {
            Server.Pods.Apply(FakePods.Running($"fake-taskmanager-1-{i}"));
        }

        var recovered = await StartAsync(term: 2);

        Assert.Equal(1_001, recovered.Count);
        Assert.Equal(3, CallsOf("list pods"));
    }
}
