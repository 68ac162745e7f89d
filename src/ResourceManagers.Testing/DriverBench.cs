using System.Security.Cryptography;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.ResourceManagers.Testing;

/// <summary>Around tests of a driver against its real system: each has a cluster of its own, whose workers are removed at its end. For tests of what only one system can do.</summary>
public abstract class DriverBench : IAsyncLifetime
{
    private readonly string _cluster = NewClusterId();
    private readonly IoThreads _io = new(IoThreads.DefaultThreads);
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-contract-").FullName;
    private readonly List<string> _clusters = [];
    private readonly List<DriverRecord> _records = [];
    private IDriverSystem? _system;
    private RegistrationDesk? _desk;

    /// <summary>The system of this test.</summary>
    protected IDriverSystem System => _system!;

    /// <summary>Where this test's workers register.</summary>
    protected RegistrationDesk Desk => _desk!;

    /// <summary>The name of this test's cluster.</summary>
    protected string Cluster => _cluster;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        _system = await OpenAsync();
        _desk = await RegistrationDesk.OpenAsync(
            _system.HostForWorkers, async worker => $"{string.Join('\n', _records)}\n{await DescribeAsync(worker)}");
        _clusters.Add(_cluster);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            foreach (var cluster in _clusters)
            {
                await RemoveAsync(cluster);
            }
        }
        finally
        {
            if (_desk is not null)
            {
                await _desk.DisposeAsync();
            }

            if (_system is not null)
            {
                await _system.DisposeAsync();
            }

            _io.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>The real system, for one test.</summary>
    protected abstract Task<IDriverSystem> OpenAsync();

    /// <summary>A driver of this test's cluster.</summary>
    /// <param name="term">Its term.</param>
    /// <param name="configuration">Options in the place of the system's own.</param>
    protected DriverUnderTest NewDriver(long term = 1, FlinkConfiguration? configuration = null) => NewDriver(_cluster, term, configuration);

    /// <summary>A driver of a cluster that this test removes at its end.</summary>
    protected DriverUnderTest NewDriver(string cluster, long term, FlinkConfiguration? configuration = null)
    {
        if (!_clusters.Contains(cluster))
        {
            _clusters.Add(cluster);
        }

        var surroundings = new DriverSurroundings
        {
            ClusterId = cluster,
            Term = term,
            Configuration = configuration ?? System.Configuration,
            Command = [],
            ConfigurationFolder = null,
            LogFolder = Directory.CreateDirectory(Path.Combine(_folder, cluster, "log")).FullName,
            StateFolder = Directory.CreateDirectory(Path.Combine(_folder, cluster, "state")).FullName,
            Clock = TimeProvider.System,
            Io = _io,
            Loggers = NullLoggerFactory.Instance,
        };
        var driver = new DriverUnderTest(System.NewDriver(System.Complete(surroundings)), DescribeAsync);
        _records.Add(driver.Record);
        return driver;
    }

    /// <summary>A driver of this test's cluster, ready for requests.</summary>
    protected async Task<DriverUnderTest> StartDriverAsync(long term = 1)
    {
        var driver = NewDriver(term);
        await driver.InitializeAsync();
        return driver;
    }

    /// <summary>A request for a worker that registers at <see cref="Desk"/>.</summary>
    /// <param name="slots">What makes it a kind of its own.</param>
    /// <param name="more">What else it is to be configured with.</param>
    protected WorkerRequest NewRequest(int slots = 1, FlinkConfiguration? more = null)
    {
        var configuration = Desk.ForWorkers
            .With(TaskManagerMemoryOptions.ProcessSize, new MemorySize((1024L + 64 * slots) << 20))
            .With(TaskManagerOptions.TaskSlots, slots)
            .With(TaskManagerOptions.CpuCores, 1.0)
            .MergedWith(more ?? FlinkConfiguration.Empty);
        var memory = TaskManagerProcessMemory.From(configuration);
        var spec = WorkerSpec.From(configuration, memory);
        return new WorkerRequest(spec, spec.Total.Cpu, memory, memory.WriteTo(configuration.Without(TaskManagerMemoryOptions.ProcessSize.Key)), new HashSet<string>());
    }

    /// <summary>Waits until exactly these workers of the cluster run.</summary>
    protected async Task RunExactlyAsync(params TaskManagerId[] workers)
    {
        var expected = workers.Order().ToArray();
        IReadOnlyList<TaskManagerId> running = [];
        await Wait.UntilAsync(
            async () => (running = [.. (await System.RunningAsync(_cluster)).Order()]).SequenceEqual(expected),
            () => $"Running are [{string.Join(", ", running)}], and should be [{string.Join(", ", expected)}].\n{string.Join('\n', _records)}");
    }

    /// <summary>Waits until nothing is left of the cluster's workers, running or not.</summary>
    protected async Task NothingIsLeftAsync()
    {
        await RunExactlyAsync();
        IReadOnlyList<string> left = [];
        await Wait.UntilAsync(async () => (left = await System.LeftoversAsync(_cluster)).Count == 0, () => $"Left over: {string.Join(", ", left)}.\n{string.Join('\n', _records)}");
    }

    // A test has failed already: what cannot be had is said, and hides nothing.
    private async Task<string> DescribeAsync(TaskManagerId worker)
    {
        try
        {
            return await System.DescribeAsync(worker);
        }
        catch (Exception e)
        {
            return $"What became of {worker} could not be asked: {e.Message}";
        }
    }

    private static string NewClusterId() => $"contract-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    // By the driver itself, with its own way of ending a cluster.
    private async Task RemoveAsync(string cluster)
    {
        if ((await System.RunningAsync(cluster)).Count == 0 && (await System.LeftoversAsync(cluster)).Count == 0)
        {
            return;
        }

        await using var last = NewDriver(cluster, term: 99);
        await last.InitializeAsync();
        await last.Driver.DeregisterAsync(ApplicationStatus.Unknown, null);
    }
}
