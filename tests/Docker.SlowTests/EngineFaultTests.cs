using System.Collections.Concurrent;
using Docker.DotNet;
using Flink.Core.Configuration;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Memory;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Docker.SlowTests;

/// <summary>What an engine does too seldom to wait for it.</summary>
public sealed class EngineFaultTests : IAsyncLifetime
{
    private readonly IoThreads _io = new(1);
    private readonly DriverRecord _record = new();
    private ScriptedEngine? _engine;
    private IResourceManagerDriver? _driver;

    private static FlinkConfiguration Sizes { get; } = FlinkConfiguration.Empty
        .With(TaskManagerMemoryOptions.ProcessSize, new MemorySize(1728L << 20))
        .With(TaskManagerOptions.TaskSlots, 1)
        .With(TaskManagerOptions.CpuCores, 1.0);

    private ScriptedEngine Engine => _engine!;

    private IResourceManagerDriver Driver => _driver!;

    public async ValueTask InitializeAsync()
    {
        _engine = await ScriptedEngine.StartAsync();
        _driver = NewDriver(FlinkConfiguration.Empty, NullLoggerFactory.Instance);
        await _driver.InitializeAsync(_record, CancellationToken.None);
        await Wait.UntilAsync(() => Engine.OpenStreams == 1, () => "Nobody watches");
    }

    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        await Engine.DisposeAsync();
        _io.Dispose();
    }

    [Fact]
    public async Task A_release_that_the_engine_refuses_is_told_and_may_be_repeated()
    {
        var worker = await RequestAsync();
        Engine.RefuseRemovals(1);

        await Assert.ThrowsAsync<DockerApiException>(() => Driver.ReleaseWorkerAsync(worker));
        Assert.Single(Engine.Containers);
        await Driver.ReleaseWorkerAsync(worker);

        Assert.Empty(Engine.Containers);
    }

    [Fact]
    public async Task A_full_disk_of_the_engine_is_told_in_its_words_and_leaves_no_container()
    {
        Engine.StartsFailBecause = "write /var/lib/docker/containers/x/config: no space left on device";

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(RequestAsync);

        Assert.True(refusal.IsRetryable);
        Assert.Contains("no space left on device", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Engine.Address, refusal.Message, StringComparison.Ordinal);
        await Wait.UntilAsync(() => !Engine.Containers.Any(), () => $"Left are {string.Join(", ", Engine.Containers)}");

        Engine.StartsFailBecause = null;
        await RequestAsync();
    }

    [Fact]
    public async Task A_rehearsal_of_the_calls_is_no_call()
    {
        var log = new Warnings();
        var driver = NewDriver(Sizes, log);
        await driver.InitializeAsync(new DriverRecord(), CancellationToken.None);
        await driver.DisposeAsync();

        Assert.Empty(log.Texts);
        Assert.Empty(Engine.Containers);
    }

    [Fact]
    public async Task A_worker_that_is_newer_than_the_list_is_not_taken_for_lost()
    {
        var gone = await RequestAsync();
        Engine.EndSilently(gone.Value);
        var hold = Engine.HoldLists();
        await CompareAsync();

        var worker = await RequestAsync();
        hold.SetResult();
        await _record.LossOfAsync(gone);
        await CompareAsync();
        await CompareAsync();

        Assert.Equal(gone, Assert.Single(_record.Losses).Worker);

        // What is left of a worker is removed after its loss was told.
        await Wait.UntilAsync(() => Engine.Containers.SequenceEqual([worker.Value]), () => $"Containers are {string.Join(", ", Engine.Containers)}. {_record}");
    }

    [Theory]
    [InlineData(true, "was killed because it was out of memory: it took more than its limit of 8 MiB (exit code 137, OOMKilled)")]
    [InlineData(false, "was killed by signal 9 (exit code 137): if nobody sent it, the system did, since the container took more than its limit of 8 MiB")]
    public async Task A_worker_that_was_killed_is_out_of_memory_for_certain_only_where_the_engine_knows(bool isKnown, string told)
    {
        var worker = await RequestAsync();
        Engine.End = new { ExitCode = 137, OOMKilled = isKnown };
        Engine.EndSilently(worker.Value);
        await CompareAsync();

        var loss = await _record.LossOfAsync(worker);
        Assert.True(loss.Contains(told, StringComparison.Ordinal), loss);
    }

    [Fact]
    public async Task A_list_that_is_not_to_be_had_leaves_one_stream_open_not_two()
    {
        Engine.RefuseLists(3);
        await CompareAsync();
        await Wait.UntilAsync(() => Engine.Lists >= 5, () => $"{Engine.Lists} lists were asked for; three of them were refused");

        await Wait.UntilAsync(() => Engine.OpenStreams == 1, () => $"{Engine.OpenStreams} streams are open");
        Assert.Empty(_record.Failures);
    }

    private IResourceManagerDriver NewDriver(FlinkConfiguration more, ILoggerFactory loggers) => DockerPlugin.NewDriver(new DriverSurroundings
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

    // The list is asked for after the stream, and may come before it: a stream that was not open yet is ended by the next look.
    private async Task CompareAsync()
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

    private async Task<TaskManagerId> RequestAsync()
    {
        var memory = TaskManagerProcessMemory.From(Sizes);
        var spec = WorkerSpec.From(Sizes, memory);
        var own = memory.WriteTo(Sizes.Without(TaskManagerMemoryOptions.ProcessSize.Key));
        return (await Driver.RequestWorkerAsync(new WorkerRequest(spec, 1, memory, own, new HashSet<string>()), CancellationToken.None)).Id;
    }

    private sealed class Warnings : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
