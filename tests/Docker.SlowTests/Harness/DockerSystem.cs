using System.Net;
using System.Net.Sockets;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Slots;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>A Docker Engine, which the driver reaches through a proxy.</summary>
public sealed class DockerSystem : IDriverSystem
{
    private const string ClusterLabel = "org.flink-dotnet.cluster-id";

    private DockerSystem(EngineApi engine, string host)
    {
        Engine = engine;
        HostForWorkers = host;
        Proxy = new ServiceProxy(new UnixDomainSocketEndPoint(engine.Socket), Calls.Note);
    }

    public EngineApi Engine { get; }

    public ServiceProxy Proxy { get; }

    /// <summary>What came through the proxy.</summary>
    public EngineCalls Calls { get; } = new();

    public string HostForWorkers { get; }

    public FlinkConfiguration Configuration => EngineUnderTest.Options($"tcp://127.0.0.1:{Proxy.Port}");

    public FlinkConfiguration UnusableConfiguration => EngineUnderTest.Options("unix:///nowhere/docker.sock");

    public IReadOnlyList<string> DiagnosticsOfKill => ["137", "signal 9"];

    public static async Task<DockerSystem> OpenAsync()
    {
        var engine = await EngineUnderTest.OpenAsync();
        var bridge = await engine.GetAsync("/networks/bridge");

        // The first address of its subnet is that of the engine's machine, which is this one; the engine names it in some versions only.
        var subnet = bridge.GetProperty("IPAM").GetProperty("Config")[0].GetProperty("Subnet").GetString()!;
        var first = IPNetwork.Parse(subnet).BaseAddress.GetAddressBytes();
        first[^1]++;
        return new DockerSystem(engine, new IPAddress(first).ToString());
    }

    public IResourceManagerDriver NewDriver(DriverSurroundings surroundings) => DockerPlugin.NewDriver(surroundings);

    public async Task<IReadOnlyList<TaskManagerId>> RunningAsync(string clusterId) =>
        [.. (await Engine.ContainersAsync(ClusterLabel, clusterId)).Where(container => container.State == "running").Select(container => new TaskManagerId(container.Name))];

    public async Task<IReadOnlyList<string>> LeftoversAsync(string clusterId) =>
        [.. (await Engine.ContainersAsync(ClusterLabel, clusterId)).Where(container => container.State != "running").Select(container => $"{container.Name} ({container.State})")];

    public Task KillAsync(TaskManagerId worker) => Engine.PostAsync($"/containers/{worker}/kill");

    public async Task<string> VisibleAsync(TaskManagerId worker) =>
        await Engine.GetTextAsync($"/containers/{worker}/json") + await Engine.GetTextAsync($"/containers/{worker}/top");

    public async Task<string> DescribeAsync(TaskManagerId worker)
    {
        var container = await Engine.GetAsync($"/containers/{worker}/json");
        var log = await Engine.GetTextAsync($"/containers/{worker}/logs?stdout=1&stderr=1&tail=30");

        // The engine puts bytes before each piece of it.
        return $"Container {worker}: {container.GetProperty("State")}\n{string.Concat(log.Where(static letter => letter is '\n' || !char.IsControl(letter)))}";
    }

    public IDisposable Interrupt() => Proxy.Cut();

    public ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        Engine.Dispose();
        return default;
    }
}
