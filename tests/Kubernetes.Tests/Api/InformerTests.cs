using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Tests.Fakes;
using Flink.ResourceManagers.Testing;
using k8s.Models;

namespace Flink.Kubernetes.Tests.Api;

/// <summary>What a watch can do, and the informer makes of it; the API server is a fake, because a real one can't be made to do it.</summary>
public sealed class InformerTests : IAsyncLifetime, IInformerObserver<V1Pod>
{
    private readonly ConcurrentQueue<string> _told = new();
    private readonly ConcurrentQueue<FlinkException> _broken = new();
    private readonly CancellationTokenSource _end = new();
    private FakeApi? _api;
    private KubernetesConnection? _connection;

    private FakeApi Server => _api!;

    public async ValueTask InitializeAsync() => _api = await FakeApi.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _connection?.Dispose();
        await Server.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task What_is_there_is_listed_in_pages_and_what_happens_then_is_told()
    {
        for (var i = 0; i < 1_001; i++)
        {
            Server.Pods.Apply(FakePods.Running($"pod-{i:d4}"));
        }

        await StartAsync();

        Assert.Equal(1_001, _told.Count);
        Assert.Equal(3, Server.Calls.Count(call => call == "list pods"));
        _told.Clear();
        Server.Pods.Apply(FakePods.Running("late"));
        Server.Pods.Remove("pod-0000");
        await ToldAsync("seen late", "gone pod-0000");
        Assert.Equal(["list pods", "list pods", "list pods", "watch pods"], Server.Calls);
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_where_it_was_without_a_list()
    {
        Server.Pods.Apply(FakePods.Running("a"));
        await StartAsync();
        Server.Pods.EndWatches();
        Server.Pods.Apply(FakePods.Running("b"));

        await ToldAsync("seen a", "seen b");

        Assert.Equal(1, Server.Calls.Count(call => call == "list pods"));
    }

    [Fact]
    public async Task A_watch_of_which_nothing_comes_at_all_goes_on()
    {
        // Ended by the server before the first event: the library has nothing to read.
        await StartAsync();
        for (var i = 1; i <= 4; i++)
        {
            await Wait.UntilAsync(() => Server.Pods.OpenedWatches == i, () => $"{Server.Pods.OpenedWatches} watches were opened");
            Server.Pods.EndWatches();
        }

        Server.Pods.Apply(FakePods.Running("a"));

        await ToldAsync("seen a");
        Assert.Equal(1, Server.Calls.Count(call => call == "list pods"));
    }

    [Fact]
    public async Task What_happened_while_nothing_was_known_any_more_is_found_out_by_a_list()
    {
        Server.Pods.Apply(FakePods.Running("stays"));
        Server.Pods.Apply(FakePods.Running("goes"));
        Server.Pods.Apply(FakePods.Running("changes"));
        await StartAsync();
        await WatchesAsync(1);
        _told.Clear();

        // Nothing of it is told, and the history is forgotten before the watch is opened anew: 410.
        Server.Pods.Remove("goes", tells: false);
        Server.Pods.Change("changes", pod => pod["spec"]!["nodeName"] = "node-2", tells: false);
        Server.Pods.Apply(FakePods.Running("comes"), tells: false);
        Server.Pods.Compact();
        Server.Pods.EndWatches();

        await ToldAsync("seen changes", "seen comes", "gone goes");
        Assert.Equal(3, _told.Count);
    }

    [Fact]
    public async Task A_version_that_is_too_old_may_also_be_told_within_the_stream()
    {
        await StartAsync();
        await WatchesAsync(1);
        Server.Pods.Apply(FakePods.Running("unseen"), tells: false);
        Server.Pods.Compact();

        Server.Pods.Say(new JsonObject
        {
            ["type"] = "ERROR",
            ["object"] = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["reason"] = "Expired", ["code"] = 410, ["message"] = "too old resource version" },
        });

        await ToldAsync("seen unseen");
    }

    [Fact]
    public async Task Versions_that_are_too_old_again_and_again_are_asked_for_ever_more_rarely()
    {
        const int Times = 6;
        var clock = new PausesClock();
        Server.Fail(Times, "watch pods", 410, "too old resource version");
        await StartAsync(clock: clock);

        await WatchesAsync(1);
        Assert.Equal(Times, clock.Pauses.Count);
        Assert.True(clock.Pauses.Last() > clock.Pauses.First() * 8, string.Join(", ", clock.Pauses));
    }

    [Fact]
    public async Task A_bookmark_moves_the_place_from_which_the_watch_goes_on()
    {
        await StartAsync();
        await WatchesAsync(1);
        Server.Pods.Compact();
        Server.Pods.Say(new JsonObject
        {
            ["type"] = "BOOKMARK",
            ["object"] = new JsonObject { ["kind"] = "Pod", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["resourceVersion"] = $"{Server.Pods.Version}" } },
        });
        Server.Pods.Apply(FakePods.Running("a"));
        await ToldAsync("seen a");
        Server.Pods.EndWatches();
        Server.Pods.Apply(FakePods.Running("b"));

        await ToldAsync("seen a", "seen b");
        Assert.Equal(1, Server.Calls.Count(call => call == "list pods"));
    }

    [Fact]
    public async Task A_watch_that_is_dead_without_saying_so_is_given_up()
    {
        await StartAsync(FlinkConfiguration.Empty.With("kubernetes.client.watch-renewal", "1 s"), grace: TimeSpan.Zero);
        await WatchesAsync(1);

        // The stream stays open, and nothing comes any more.
        Server.Pods.Apply(FakePods.Running("a"), tells: false);

        await ToldAsync("seen a");
    }

    [Fact]
    public async Task A_watch_that_does_not_begin_is_given_up()
    {
        Server.Ignore("watch pods");
        await StartAsync(FlinkConfiguration.Empty.With("kubernetes.client.call-timeout", "500 ms"));

        await WatchesAsync(1);
    }

    [Fact]
    public async Task A_storm_of_errors_passes_and_nothing_is_lost()
    {
        await StartAsync();
        await WatchesAsync(1);
        Server.Fail(5, "watch pods", 500, "etcdserver: leader changed");
        Server.Fail(2, "list pods", 503, "the server is currently unable to handle the request");
        Server.Pods.EndWatches();
        Server.Pods.Apply(FakePods.Running("a"));

        await ToldAsync("seen a");
        Assert.Empty(_broken);
    }

    [Fact]
    public async Task A_watch_that_says_nonsense_is_opened_anew()
    {
        await StartAsync();
        await WatchesAsync(1);
        Server.Pods.Say(new JsonObject { ["type"] = "ADDED", ["object"] = new JsonObject { ["kind"] = "Pod", ["metadata"] = 5 } });
        Server.Pods.Apply(FakePods.Running("a"));

        await ToldAsync("seen a");
    }

    [Fact]
    public async Task A_pod_that_was_made_anew_with_the_same_name_is_another()
    {
        Server.Pods.Apply(FakePods.Running("a"));
        await StartAsync();
        await WatchesAsync(1);
        Server.Pods.Remove("a", tells: false);
        Server.Pods.Apply(FakePods.Running("a"), tells: false);
        Server.Pods.Compact();
        Server.Pods.EndWatches();

        await ToldAsync("seen a", "gone a", "seen a");
    }

    [Fact]
    public async Task A_right_that_is_taken_away_for_good_is_told_with_the_rule_that_is_missing()
    {
        await StartAsync();
        await WatchesAsync(1);
        Server.Fail(20, "watch pods", 403, "pods is forbidden: User \"system:serviceaccount:default:flink\" cannot watch resource \"pods\" in API group \"\" in the namespace \"default\"");
        Server.Pods.EndWatches();

        await Wait.UntilAsync(() => !_broken.IsEmpty, () => "Nobody was told");
        var message = Assert.Single(_broken).Message;
        Assert.Contains("system:serviceaccount:default:flink", message, StringComparison.Ordinal);
        Assert.Contains("{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"watch\"]}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_cut_off_is_made_again()
    {
        Server.Pods.Apply(FakePods.Running("a"));
        Server.Cut("list pods");

        await StartAsync();

        Assert.Equal(["seen a"], _told);
    }

    [Fact]
    public async Task A_first_list_that_is_refused_fails_with_what_to_do()
    {
        Server.Fail(1, "list pods", 401, "Unauthorized");

        var error = await Assert.ThrowsAsync<FlinkException>(() => StartAsync());

        Assert.Contains("does not know who asks", error.Message, StringComparison.Ordinal);
    }

    void IInformerObserver<V1Pod>.Seen(V1Pod item) => _told.Enqueue($"seen {item.Metadata.Name}");

    void IInformerObserver<V1Pod>.Gone(string name, V1Pod? last) => _told.Enqueue($"gone {name}");

    void IInformerObserver<V1Pod>.Broken(FlinkException cause) => _broken.Enqueue(cause);

    private async Task StartAsync(FlinkConfiguration? more = null, TimeSpan? grace = null, TimeProvider? clock = null)
    {
        _connection = KubernetesConnection.Open(Server.Options.MergedWith(more ?? FlinkConfiguration.Empty));
        var informer = new Informer<V1Pod>(
            new PodSource(_connection, "component=taskmanager"),
            _connection.Calls,
            (more ?? FlinkConfiguration.Empty).Get(Kubernetes.Configuration.KubernetesOptions.WatchRenewal),
            clock ?? TimeProvider.System,
            this)
        { Grace = grace ?? TimeSpan.FromSeconds(30), FirstPause = TimeSpan.FromMilliseconds(5) };
        await informer.SyncAsync(_end.Token);
        _ = informer.FollowAsync(_end.Token);
    }

    private Task ToldAsync(params string[] expected) =>
        Wait.UntilAsync(() => expected.All(line => _told.Count(told => told == line) >= expected.Count(it => it == line)), () => $"Told were: {string.Join(", ", _told)}");

    private Task WatchesAsync(int count) => Wait.UntilAsync(() => Server.Pods.OpenWatches == count, () => $"{Server.Pods.OpenWatches} watches are open");
}
