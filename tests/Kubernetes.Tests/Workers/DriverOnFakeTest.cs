using Flink.Core.Configuration;
using Flink.Kubernetes.Tests.Fakes;
using Flink.Kubernetes.Workers;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Memory;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Kubernetes.Tests.Workers;

/// <summary>A driver and a fake API server.</summary>
public abstract class DriverOnFakeTest : IAsyncLifetime
{
    private readonly IoThreads _io = new(1);
    private FakeApi? _server;
    private KubernetesDriver? _driver;

    internal FakeApi Server => _server!;

    internal KubernetesDriver Driver => _driver!;

    internal DriverRecord Record { get; } = new();

    public async ValueTask InitializeAsync() => _server = await FakeApi.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_driver is not null)
        {
            await _driver.DisposeAsync();
        }

        await Server.DisposeAsync();
        _io.Dispose();
    }

    internal async Task<IReadOnlyList<RecoveredWorker>> StartAsync(FlinkConfiguration? more = null, long term = 1)
    {
        _driver = new KubernetesDriver(new DriverSurroundings
        {
            ClusterId = "fake",
            Term = term,
            Configuration = Server.Options.MergedWith(more ?? FlinkConfiguration.Empty),
            Command = [],
            ConfigurationFolder = null,
            LogFolder = "",
            StateFolder = "",
            Clock = TimeProvider.System,
            Io = _io,
            Loggers = NullLoggerFactory.Instance,
        });
        return await _driver.InitializeAsync(Record, CancellationToken.None);
    }

    internal static WorkerRequest NewRequest(FlinkConfiguration? more = null, params string[] blockedNodes)
    {
        var configuration = FlinkConfiguration.Empty
            .With(TaskManagerMemoryOptions.ProcessSize, MemorySize.Parse("1728m"))
            .With(TaskManagerOptions.CpuCores, 1.0)
            .MergedWith(more ?? FlinkConfiguration.Empty);
        var memory = TaskManagerProcessMemory.From(configuration);
        var spec = WorkerSpec.From(configuration, memory);
        return new WorkerRequest(spec, spec.Total.Cpu, memory, memory.WriteTo(configuration.Without(TaskManagerMemoryOptions.ProcessSize.Key)), blockedNodes.ToHashSet());
    }

    internal async Task<TaskManagerId> RequestAsync(WorkerRequest? request = null) => (await Driver.RequestWorkerAsync(request ?? NewRequest(), CancellationToken.None)).Id;

    internal Task WatchedAsync() => Wait.UntilAsync(() => Server.Pods.OpenWatches == 1, () => "The driver does not watch");

    internal int CallsOf(string call) => Server.Calls.Count(seen => seen == call);
}
