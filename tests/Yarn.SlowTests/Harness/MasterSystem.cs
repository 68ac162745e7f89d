using System.Text;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Slots;
using Flink.Yarn.ApplicationMaster;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Rpc;
using Flink.Yarn.Services;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>
/// The lab's YARN, whose scheduler the driver reaches through a proxy. A cluster is an application whose ApplicationMaster sleeps; what YARN has given it the driver uses in its place. The next
/// term is the next attempt: the sleeper is killed, and YARN starts another one.
/// </summary>
internal sealed class MasterSystem : IDriverSystem
{
    private const string Sleeper = "sleep";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _told = TimeSpan.FromSeconds(1);

    private readonly YarnConnection _connection = YarnLab.Connect();
    private readonly ResourceManagerClient _client;
    private readonly PortProxy _proxy;
    private readonly IReadOnlyList<ServiceFile> _shipped;
    private readonly Dictionary<string, string> _applications = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private readonly bool _isOneProcess;
    private Attempt? _first;

    private MasterSystem(IReadOnlyList<ServiceFile> shipped, bool isOneProcess)
    {
        (_shipped, _isOneProcess) = (shipped, isOneProcess);
        _client = new ResourceManagerClient(_connection);
        var scheduler = ResourceManagerAddresses.SchedulersOf(YarnLab.Hadoop)[0];
        _proxy = new PortProxy(scheduler.Host, scheduler.Port);
    }

    public string HostForWorkers => "localhost";

    public FlinkConfiguration Configuration => Options(_proxy.Address);

    public FlinkConfiguration UnusableConfiguration => Options("127.0.0.1:1");

    public IReadOnlyList<string> DiagnosticsOfKill => ["exit code 137", "signal 9"];

    /// <param name="isOneProcess">Whether all terms are those of the first attempt, as in a JobManager that leads again; else each is an attempt of its own.</param>
    public static async Task<MasterSystem> OpenAsync(bool isOneProcess = false)
    {
        YarnLab.Need();
        return new MasterSystem(await YarnLab.ShipAsync(), isOneProcess);
    }

    public IResourceManagerDriver NewDriver(DriverSurroundings surroundings) => new ApplicationMasterDriver(surroundings, cancellation => NextAttemptAsync(surroundings.ClusterId, cancellation));

    public async Task<IReadOnlyList<TaskManagerId>> RunningAsync(string clusterId)
    {
        await Task.Delay(_pause);
        return _applications.TryGetValue(clusterId, out var app) ? [.. Containers.Of(app, "taskmanager").Select(static found => new TaskManagerId(found.Container))] : [];
    }

    public async Task<IReadOnlyList<string>> LeftoversAsync(string clusterId)
    {
        if (!_applications.TryGetValue(clusterId, out var app) || (await _client.GetApplicationAsync(app, CancellationToken.None)).HasEnded)
        {
            return [];
        }

        var attempts = await _client.GetAttemptsAsync(app, CancellationToken.None);
        var running = Containers.Of(app, "taskmanager").Select(static found => found.Container).ToHashSet(StringComparer.Ordinal);
        return [.. (await _client.GetContainersAsync(app, attempts.MaxBy(static attempt => attempt.Number)!.Id, CancellationToken.None)).Select(static container => container.Id)
            .Where(id => !running.Contains(id) && attempts.All(attempt => attempt.ContainerId != id))];
    }

    public async Task KillAsync(TaskManagerId worker) => Containers.Kill((await FindAsync(worker)).Pid);

    public async Task<string> VisibleAsync(TaskManagerId worker)
    {
        var (pid, app) = await FindAsync(worker);
        var visible = new StringBuilder(Containers.CommandLine(pid));
        visible.Append((await _connection.SendAsync(HttpMethod.Get, $"/ws/v1/cluster/apps/{app}", null, CancellationToken.None)).Text);

        // Machines copy the script that has started a container to its logs.
        visible.AppendJoin('\n', ContainerLogs.Of(app, "").Select(ContainerLogs.Read));
        return visible.ToString();
    }

    public async Task<string> DescribeAsync(TaskManagerId worker) =>
        ContainerLogs.Describe(await Task.WhenAll(_applications.Values.Select(app => _client.GetApplicationAsync(app, CancellationToken.None))));

    public IDisposable Interrupt() => _proxy.Cut();

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _applications.Values)
        {
            await _client.KillAsync(app, "the test is over", CancellationToken.None);
        }

        _proxy.Dispose();
        _connection.Dispose();
    }

    private FlinkConfiguration Options(string scheduler) => ShippedFiles.Remember(YarnLab.Configuration, _shipped)
        .With("flink.yarn.resourcemanager.scheduler.address", scheduler)
        .With("yarn.heartbeat.interval", "1 s");

    private async Task<Attempt> NextAttemptAsync(string cluster, CancellationToken cancellation)
    {
        if (_isOneProcess && _first is not null)
        {
            return _first;
        }

        if (!_applications.TryGetValue(cluster, out var app))
        {
            app = (await _client.NewApplicationAsync(cancellation)).Id;
            await _client.SubmitAsync(
                new ApplicationSubmission
                {
                    Id = app,
                    Name = cluster,
                    Command = $"{Sleeper} 1000",
                    MemoryMb = 64,
                    VirtualCores = 1,
                    MaxAttempts = 10,
                    FailuresValidity = TimeSpan.FromMilliseconds(1),
                    KeepContainers = true,
                },
                cancellation);
            _applications[cluster] = app;
        }

        Attempt? attempt = null;
        await Wait.UntilAsync(async () => (attempt = await FindUnusedAsync(app)) is not null, () => $"{app} has no other attempt");
        return _first = attempt!;
    }

    // The process of the newest attempt, unless a term has had it: then it is killed.
    private async Task<Attempt?> FindUnusedAsync(string app)
    {
        if ((await _client.GetAttemptsAsync(app, CancellationToken.None)).MaxBy(static attempt => attempt.Number) is not { ContainerId: { Length: > 0 } container }
            || Containers.ProcessOf(container, Sleeper) is not { } process)
        {
            return null;
        }

        if (_used.Contains(container))
        {
            if (await WorkersAreKnownAsync(app))
            {
                Containers.Kill(process.Pid);
            }

            return null;
        }

        try
        {
            var attempt = new Attempt(container, HostForWorkers, HadoopCredentials.Parse(File.ReadAllBytes(process.Environment["HADOOP_TOKEN_FILE_LOCATION"])));
            _used.Add(container);
            return attempt;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    // With an attempt YARN takes those of its containers that no machine has told to run yet; machines of the lab tell it five times a second.
    private async Task<bool> WorkersAreKnownAsync(string app)
    {
        var attempts = await _client.GetAttemptsAsync(app, CancellationToken.None);
        var old = Containers.Of(app, "taskmanager").Where(static worker => Containers.AgeOf(worker.Pid) > _told).Select(static worker => worker.Container).ToHashSet(StringComparer.Ordinal);
        return (await _client.GetContainersAsync(app, attempts.MaxBy(static attempt => attempt.Number)!.Id, CancellationToken.None))
            .All(container => old.Contains(container.Id) || attempts.Any(attempt => attempt.ContainerId == container.Id));
    }

    // "container_TIME_NUMBER_ATTEMPT_CONTAINER" belongs to "application_TIME_NUMBER".
    private static async Task<(int Pid, string App)> FindAsync(TaskManagerId worker)
    {
        var app = YarnIds.ApplicationOf(YarnIds.Parse(worker.Value).Attempt);
        var pid = 0;
        await Wait.UntilAsync(
            () => (pid = Containers.Of(app, "taskmanager").FirstOrDefault(found => found.Container == worker.Value).Pid) != 0, () => $"{worker} has no process");
        return (pid, app);
    }
}
