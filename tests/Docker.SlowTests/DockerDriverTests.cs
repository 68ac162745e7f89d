using Flink.Core.Configuration;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests;

/// <summary>What the contract does not ask of every system: economy of calls, silent connections, the engine's own ways to end a container, its errors.</summary>
public sealed class DockerDriverTests : DriverBench
{
    private DockerSystem Docker => (DockerSystem)System;

    [Fact]
    public async Task A_worker_costs_three_calls_and_watching_costs_none()
    {
        await using var driver = await StartDriverAsync();
        await WatchesAsync();
        var before = Docker.Calls.All.Count;

        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => driver.RequestAsync(NewRequest())));
        foreach (var worker in workers)
        {
            await Desk.RegistrationOfAsync(worker);
        }

        await Task.WhenAll(workers.Select(driver.Driver.ReleaseWorkerAsync));

        await NothingIsLeftAsync();
        var calls = Docker.Calls.All.Skip(before).GroupBy(call => call).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(
            new Dictionary<string, int> { ["POST containers/create"] = 4, ["POST containers/start"] = 4, ["DELETE containers"] = 4 },
            calls);
    }

    [Fact, Rule(34)]
    public async Task The_end_of_a_lone_silent_container_is_told_by_its_event_alone()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);
        await WatchesAsync();
        var before = Docker.Calls.All.Count;

        await Docker.KillAsync(worker);
        await driver.Record.LossOfAsync(worker);
        await NothingIsLeftAsync();

        // How it ended is asked (once more by the library, before it reads the last lines), and it is removed: no list, no second stream.
        Assert.Equal(["GET containers/json", "GET containers/json", "GET containers/logs", "DELETE containers"], Docker.Calls.All.Skip(before));
    }

    [Fact, Rule(34), Rule(35)]
    public async Task A_stream_that_is_dead_without_saying_so_is_opened_anew()
    {
        await using var driver = NewDriver(configuration: System.Configuration.With("docker.watch.renewal", "1 s"));
        await driver.InitializeAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);

        Docker.Proxy.Silence();
        await Docker.KillAsync(worker);

        Assert.Contains("137", await driver.Record.LossOfAsync(worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_stopped_is_announced_before_it_is_gone()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);

        await Docker.Engine.PostAsync($"/containers/{worker}/stop?t=30");

        var end = await driver.Record.LossOfAsync(worker);
        var departure = Assert.Single(driver.Record.Departures);
        Assert.Equal(worker, departure.Worker);

        // By itself, long before it would have been killed.
        Assert.DoesNotContain("exit code 137", end, StringComparison.Ordinal);
    }

    [Fact, Rule(8)]
    public async Task A_worker_that_hangs_is_ended_by_its_release()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Docker.Engine.PostAsync($"/containers/{worker}/pause");

        await driver.Driver.ReleaseWorkerAsync(worker);

        await NothingIsLeftAsync();
    }

    [Fact, Rule(55)]
    public async Task A_worker_that_takes_more_memory_than_its_limit_is_told_as_such()
    {
        await using var driver = await StartDriverAsync();
        var sound = NewRequest();
        var tight = new WorkerRequest(sound.Spec, sound.Cpus, sound.Memory with { FrameworkHeap = 0, TaskHeap = 0, Managed = 0, Network = 0, Metaspace = 0, Overhead = 8 << 20, TaskOffHeap = 0, FrameworkOffHeap = 0 }, sound.Configuration, sound.BlockedNodes);

        var worker = await driver.RequestAsync(tight);

        // As a fact, or as a suspicion: the engine does not always learn of the cause before the end.
        var diagnostics = await driver.Record.LossOfAsync(worker);
        Assert.Contains("exit code 137", diagnostics, StringComparison.Ordinal);
        Assert.Contains("took more than its limit of 8 MiB", diagnostics, StringComparison.Ordinal);
    }

    [Fact, Rule(55)]
    public async Task A_worker_that_dies_at_once_is_told_with_the_end_of_its_output()
    {
        await using var driver = await StartDriverAsync();
        var request = NewRequest(more: FlinkConfiguration.Empty.With("taskmanager.rpc.port", "no port"));

        var worker = await driver.RequestAsync(request);

        var diagnostics = await driver.Record.LossOfAsync(worker);
        Assert.Contains("exit code 1", diagnostics, StringComparison.Ordinal);
        Assert.Contains("taskmanager.rpc.port", diagnostics, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("Never", "docker/build-image.sh")]
    [InlineData("IfNotPresent", "cannot pull it")]
    [InlineData("Always", "cannot pull it")]
    public async Task An_image_that_is_not_there_is_named_with_what_to_do(string policy, string words)
    {
        // Nobody listens at that port, so nobody has to be asked.
        const string Missing = "127.0.0.1:1/no-such-image:1";
        await using var driver = NewDriver(configuration: System.Configuration.With("docker.image", Missing).With("docker.image.pull-policy", policy));
        await driver.InitializeAsync();

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => driver.RequestAsync(NewRequest()));

        Assert.False(refusal.IsRetryable);
        Assert.Contains(Missing, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_network_that_is_not_there_is_the_engines_error_and_leaves_nothing()
    {
        await using var driver = NewDriver(configuration: System.Configuration.With("docker.network", "no-such-network"));
        await driver.InitializeAsync();

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => driver.RequestAsync(NewRequest()));

        Assert.Contains("no-such-network", refusal.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Workers_that_could_not_find_the_JobManager_are_refused_before_they_are_made()
    {
        await using var driver = await StartDriverAsync();

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(
            () => driver.RequestAsync(NewRequest(more: FlinkConfiguration.Empty.With(JobManagerOptions.RpcAddress, "localhost"))));

        Assert.Contains("jobmanager.rpc.address", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsRetryable);
    }

    [Fact]
    public async Task Limits_and_volumes_reach_the_container()
    {
        await using var driver = NewDriver(configuration: System.Configuration.With("docker.volumes", "/tmp:/mounted:ro").With("docker.stop-timeout", "30 s"));
        await driver.InitializeAsync();
        var request = NewRequest();

        var worker = await driver.RequestAsync(request);

        var container = await Docker.Engine.GetAsync($"/containers/{worker}/json");
        var host = container.GetProperty("HostConfig");
        Assert.Equal(request.Memory.TotalProcess, host.GetProperty("Memory").GetInt64());

        // With swap: there is none.
        Assert.Equal(request.Memory.TotalProcess, host.GetProperty("MemorySwap").GetInt64());
        Assert.Equal(30, container.GetProperty("Config").GetProperty("StopTimeout").GetInt32());
        Assert.Equal(1_000_000_000, host.GetProperty("NanoCpus").GetInt64());
        Assert.Equal("/tmp:/mounted:ro", host.GetProperty("Binds")[0].GetString());
    }

    [Theory]
    [InlineData("DOCKER_HOST")]
    [InlineData("DOCKER_LAB_TLS")]
    public async Task Sockets_and_TLS_serve_as_well(string variable)
    {
        var address = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(address is null, $"{variable} is not set: no engine listens there");
        var configuration = EngineUnderTest.Options(address!);
        if (!address!.StartsWith("unix", StringComparison.Ordinal))
        {
            configuration = configuration.With("docker.tls.enabled", "true").With("docker.tls.cert-path", Environment.GetEnvironmentVariable("DOCKER_CERT_PATH")!);
        }

        await using var driver = NewDriver(configuration: configuration);
        await driver.InitializeAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);
        await Docker.KillAsync(worker);

        await driver.Record.LossOfAsync(worker);
    }

    protected override async Task<IDriverSystem> OpenAsync() => await DockerSystem.OpenAsync();

    // The driver asks for the stream of events beside its first list, and does not wait for it.
    private Task WatchesAsync() => Wait.UntilAsync(() => Docker.Calls.All.Contains("GET events"), () => $"The driver does not watch: {string.Join(", ", Docker.Calls.All)}");
}
