using System.Text;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Slots;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>The lab's YARN, which the driver reaches through a proxy.</summary>
internal sealed class ServicesSystem : IDriverSystem
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly YarnConnection _connection = YarnLab.Connect();
    private readonly PortProxy _proxy;
    private readonly IReadOnlyList<ServiceFile> _shipped;

    private ServicesSystem(IReadOnlyList<ServiceFile> shipped)
    {
        _shipped = shipped;
        _proxy = new PortProxy(_connection.Active.Host, _connection.Active.Port);
    }

    public string HostForWorkers => "localhost";

    public FlinkConfiguration Configuration => Options(_proxy.Address);

    public FlinkConfiguration UnusableConfiguration => Options("127.0.0.1:1");

    public IReadOnlyList<string> DiagnosticsOfKill => ["exit code 137", "signal 9"];

    public static async Task<ServicesSystem> OpenAsync()
    {
        YarnLab.Need();
        return new ServicesSystem(await YarnLab.ShipAsync());
    }

    public IResourceManagerDriver NewDriver(DriverSurroundings surroundings) => new ServicesDriver(surroundings);

    public async Task<IReadOnlyList<TaskManagerId>> RunningAsync(string clusterId) =>
        [.. (await ServicesAsync(clusterId, "")).SelectMany(static app => Containers.Of(app.Id, "taskmanager")).Select(static found => new TaskManagerId(found.Container))];

    public async Task<IReadOnlyList<string>> LeftoversAsync(string clusterId)
    {
        List<string> left = [];
        var services = new ServicesClient(_connection);
        foreach (var app in await ServicesAsync(clusterId, "&states=NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING"))
        {
            var running = Containers.Of(app.Id, "taskmanager").Count;
            var wanted = (await services.FindAsync(app.Name, CancellationToken.None))?.Component(WorkerComponent.Name)?.Wanted;
            if (running == 0 || wanted > running)
            {
                left.Add($"{app.Name} ({app.State}, {wanted} instances, {running} workers run)");
            }
        }

        return left;
    }

    public async Task KillAsync(TaskManagerId worker) => Containers.Kill((await FindAsync(worker)).Pid);

    public async Task<string> VisibleAsync(TaskManagerId worker)
    {
        var (pid, app) = await FindAsync(worker);
        var visible = new StringBuilder(Containers.CommandLine(pid));
        foreach (var path in (string[])[$"/ws/v1/cluster/apps/{app.Id}", $"/app/v1/services/{app.Name}"])
        {
            visible.Append((await _connection.SendAsync(HttpMethod.Get, path, null, CancellationToken.None)).Text);
        }

        return visible.ToString();
    }

    public IDisposable Interrupt() => _proxy.Cut();

    public ValueTask DisposeAsync()
    {
        _proxy.Dispose();
        _connection.Dispose();
        return default;
    }

    private FlinkConfiguration Options(string resourceManager) => ShippedFiles.Remember(YarnLab.Configuration, _shipped)
        .With(YarnOptions.Driver, YarnDrivers.Services)
        .With("flink.yarn.resourcemanager.webapp.address", resourceManager)
        .With("yarn.heartbeat.interval", "1 s")
        .With("yarn.service.am-resource.memory", "256m");

    private async Task<IReadOnlyList<ApplicationReport>> ServicesAsync(string clusterId, string query)
    {
        // Tests look as often as they can, and a ResourceManager is not there for them alone.
        await Task.Delay(_pause);
        return [.. (await new ResourceManagerClient(_connection).ListAsync($"applicationTypes=yarn-service{query}", CancellationToken.None)).Where(app => ServiceNames.NumberOf(app.Name, clusterId) is not null)];
    }

    // "container_TIME_NUMBER_ATTEMPT_CONTAINER" belongs to "application_TIME_NUMBER".
    private async Task<(int Pid, ApplicationReport App)> FindAsync(TaskManagerId worker)
    {
        var parts = worker.Value.Split('_');
        var app = await new ResourceManagerClient(_connection).GetApplicationAsync($"application_{parts[^4]}_{parts[^3]}", CancellationToken.None);
        var pid = 0;
        await Wait.UntilAsync(
            () => (pid = Containers.Of(app.Id, "taskmanager").FirstOrDefault(found => found.Container == worker.Value).Pid) != 0, () => $"{worker} has no process");
        return (pid, app);
    }
}
