using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Memory;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>A driver and an engine that does what the test wants.</summary>
public abstract class ScriptedEngineTest : IAsyncLifetime
{
    private readonly IoThreads _io = new(1);
    private ScriptedEngine? _engine;
    private IResourceManagerDriver? _driver;

    protected static FlinkConfiguration Sizes { get; } = FlinkConfiguration.Empty
        .With(TaskManagerMemoryOptions.ProcessSize, new MemorySize(1728L << 20))
        .With(TaskManagerOptions.TaskSlots, 1)
        .With(TaskManagerOptions.CpuCores, 1.0);

    protected ScriptedEngine Engine => _engine!;

    protected IResourceManagerDriver Driver => _driver!;

    protected DriverRecord Record { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        _engine = await ScriptedEngine.StartAsync();
        await StartDriverAsync(FlinkConfiguration.Empty);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Driver.DisposeAsync();
        await Engine.DisposeAsync();
        _io.Dispose();
    }

    /// <summary>The test's driver from now on; the one before, if any, is gone.</summary>
    protected async Task StartDriverAsync(FlinkConfiguration options)
    {
        if (_driver is not null)
        {
            await _driver.DisposeAsync();
            await Wait.UntilAsync(() => Engine.OpenStreams == 0, () => "The driver before watches still");
        }

        Record = new DriverRecord();
        _driver = NewDriver(options, NullLoggerFactory.Instance);
        await _driver.InitializeAsync(Record, CancellationToken.None);
        await Wait.UntilAsync(() => Engine.OpenStreams == 1, () => "Nobody watches");
    }

    protected IResourceManagerDriver NewDriver(FlinkConfiguration more, ILoggerFactory loggers) => DockerPlugin.NewDriver(new DriverSurroundings
    {
        ClusterId = "cluster",
        Term = 1,
        Configuration = more.With("docker.host", Engine.Address).With("docker.network", "host"),
        Command = [],
        ConfigurationFolder = null,
        LogFolder = "",
        StateFolder = "",
        Clock = TimeProvider.System,
        Io = _io,
        Loggers = loggers,
    });

    protected static WorkerRequest NewRequest(FlinkConfiguration? more = null)
    {
        var memory = TaskManagerProcessMemory.From(Sizes);
        var own = memory.WriteTo(Sizes.Without(TaskManagerMemoryOptions.ProcessSize.Key)).MergedWith(more ?? FlinkConfiguration.Empty);
        return new WorkerRequest(WorkerSpec.From(Sizes, memory), 1, memory, own, new HashSet<string>());
    }

    protected async Task<TaskManagerId> RequestAsync(FlinkConfiguration? more = null) =>
        (await Driver.RequestWorkerAsync(NewRequest(more), CancellationToken.None)).Id;

    // The list is asked for after the stream, and may come before it: a stream that was not open yet is ended by the next look.
    protected async Task CompareAsync()
    {
        var lists = Engine.Lists;
        await Wait.UntilAsync(
            () =>
            {
                Engine.EndStreams();
                return Engine.Lists > lists;
            },
            () => "No list was asked for after the stream had ended");
    }
}
