using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Slots;

/// <summary>A ResourceManager, workers without tasks, and masters that only want slots, in one thread and in virtual time.</summary>
internal sealed class SlotCluster
{
    private readonly SteppedScheduler _scheduler;
    private readonly Dictionary<string, RecordingProcess> _processes = [];
    private int _seed = 100;

    public SlotCluster()
    {
        _scheduler = new SteppedScheduler(Clock);
        Rpc = new InProcessRpc(_scheduler);
    }

    public FakeTimeProvider Clock { get; } = new();

    public InProcessRpc Rpc { get; }

    public FencingToken Term { get; private set; }

    public Flink.Runtime.ResourceManager.ResourceManager? ResourceManager { get; private set; }

    public void StartResourceManager(ResourceManagerSettings? settings = null, IWorkerSupply? supply = null)
    {
        Term = FencingToken.Next(new Random(_seed++));
        ResourceManager = new Flink.Runtime.ResourceManager.ResourceManager(
            Term, settings ?? new ResourceManagerSettings(), supply ?? new NoWorkerSupply(), new Random(_seed++), NullLogger.Instance);
        Rpc.Register(ResourceManager);
        Settle();
    }

    public void StopResourceManager()
    {
        _ = Rpc.UnregisterAsync(ResourceManager!);
        Settle();
    }

    public Flink.Runtime.TaskExecutor.TaskExecutor StartWorker(
        string id, int slots = 2, TaskExecutorSettings? settings = null, ResourceProfile? total = null, string? endpoint = null)
    {
        var worker = new Flink.Runtime.TaskExecutor.TaskExecutor(
            settings ?? new TaskExecutorSettings(), Describe(id, slots, total, endpoint ?? id), Tasks, new NoPrograms(), Process(endpoint ?? id),
            new WorkerView(LogFolder.None, new MetricReader(), InlineIo.Instance), new Random(_seed++), NullLogger.Instance, endpoint ?? id);
        Rpc.Register(worker);
        worker.Follow(ResourceManager is null ? null : ResourceManagerAddress, Term);
        Settle();
        return worker;
    }

    public RecordedTasks Tasks { get; } = new();

    public EndpointAddress ResourceManagerAddress => new(Rpc.Address, Flink.Runtime.ResourceManager.ResourceManager.EndpointName);

    public RecordingProcess Process(string endpoint) =>
        _processes.TryGetValue(endpoint, out var process) ? process : _processes[endpoint] = new RecordingProcess();

    public SlotMaster StartMaster(int job, FencingToken? token = null, string? endpoint = null)
    {
        var master = new SlotMaster(new JobId(new Id128(0, (ulong)job)), token ?? FencingToken.Next(new Random(_seed++)), endpoint);
        Rpc.Register(master);
        Settle();
        master.RegisterAt(ResourceManagerAddress, Term);
        Settle();
        return master;
    }

    public void Stop(RpcEndpoint endpoint)
    {
        _ = Rpc.UnregisterAsync(endpoint);
        Settle();
    }

    public void Settle() => Assert.True(_scheduler.RunUntilIdle(100_000) < 100_000, "The cluster does not come to rest.");

    public T Get<T>(Task<T> task)
    {
        Settle();
        Assert.True(task.IsCompleted, "There is no answer.");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Lets time pass in steps, so that what comes of a timer may set another.</summary>
    public void Pass(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(Math.Max(10, time.TotalMilliseconds / 200));
        for (var end = Clock.GetUtcNow() + time; Clock.GetUtcNow() < end;)
        {
            Clock.Advance(end - Clock.GetUtcNow() < step ? end - Clock.GetUtcNow() : step);
            Settle();
        }
    }

    public TaskManagerDescription Describe(string id, int slots, ResourceProfile? total = null, string? endpoint = null)
    {
        var all = total ?? new ResourceProfile(slots, 100L * slots, managed: 50L * slots);
        return new TaskManagerDescription
        {
            Location = new TaskManagerLocation(new TaskManagerId(id), "host", new EndpointAddress(Rpc.Address, endpoint ?? id), "host", 0),
            Total = all,
            DefaultSlot = all.DividedBy(slots),
            SlotCount = slots,
            Hardware = new WorkerHardware(slots, 1000, 500, 100),
            Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        };
    }
}
