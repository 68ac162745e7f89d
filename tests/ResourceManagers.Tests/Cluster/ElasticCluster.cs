using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.ResourceManagers.Workers;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.Tests.Slots;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Flink.ResourceManagers.Tests.Cluster;

/// <summary>The real ResourceManager and worker manager with a scripted driver, workers without tasks, and masters that only want slots: in one thread and in virtual time.</summary>
internal sealed class ElasticCluster
{
    /// <summary>Longer than two times each delay in which changes are gathered: nothing is being gathered any more.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly SteppedScheduler _scheduler;
    private readonly Dictionary<string, RecordingProcess> _processes = [];
    private readonly Dictionary<string, TaskExecutor> _running = [];
    private int _seed = 100;

    public ElasticCluster()
    {
        _scheduler = new SteppedScheduler(Clock);
        Rpc = new InProcessRpc(_scheduler);
    }

    public FakeTimeProvider Clock { get; } = new();

    public InProcessRpc Rpc { get; }

    public FencingToken Term { get; private set; }

    public ScriptedDriver Driver { get; set; } = new();

    public FlinkConfiguration Configuration { get; set; } = FlinkConfiguration.Empty
        .With("taskmanager.memory.process.size", "1728m")
        .With("taskmanager.numberOfTaskSlots", "2");

    /// <summary>What workers are given beyond the configuration.</summary>
    public FlinkConfiguration More { get; set; } = FlinkConfiguration.Empty;

    public WorkerTemplate Template => WorkerTemplate.From(Configuration, More);

    public ResourceManager? ResourceManager { get; private set; }

    public WorkerManager? Workers { get; private set; }

    public List<Exception> Fatal { get; } = [];

    public FakeLogger Log { get; } = new();

    /// <summary>Whether a worker registers as soon as the driver has started it.</summary>
    public bool BootsAtOnce { get; set; } = true;

    public IReadOnlyList<string> Registered => [.. ResourceManager!.DescribeWorkers().Select(static worker => worker.Id)];

    public EndpointAddress ResourceManagerAddress => new(Rpc.Address, ResourceManager.EndpointName);

    /// <summary>A term begins.</summary>
    public void Start()
    {
        Workers = new WorkerManager(Driver, Template, WorkerManagerSettings.From(Configuration), Fatal.Add, Log);
        Start(Workers);
    }

    /// <summary>A term with another source of workers begins.</summary>
    public void Start(IWorkerSupply supply)
    {
        Term = FencingToken.Next(new Random(_seed++));
        ResourceManager = new ResourceManager(Term, ResourceManagerSettings.From(Configuration), supply, new Random(_seed++), Log);
        Rpc.Register(ResourceManager);
        Settle();
    }

    /// <summary>Sets an option; before the term begins.</summary>
    public void Set(string key, string value) => Configuration = Configuration.With(key, value);

    /// <summary>The term ends; workers and what they hold stay.</summary>
    public void Stop()
    {
        _ = Rpc.UnregisterAsync(ResourceManager!);
        Settle();
    }

    public SlotMaster StartMaster(int job, FencingToken? token = null, string? endpoint = null)
    {
        var master = new SlotMaster(new JobId(new Id128(0, (ulong)job)), token ?? FencingToken.Next(new Random(_seed++)), endpoint);
        Rpc.Register(master);
        Settle();
        Register(master);
        return master;
    }

    public void Register(SlotMaster master)
    {
        master.RegisterAt(ResourceManagerAddress, Term);
        Settle();
    }

    /// <summary>A job that needs so many slots.</summary>
    public SlotMaster StartJob(int job, int slots)
    {
        var master = StartMaster(job);
        master.Declare(slots);
        Pass(Quiet);
        return master;
    }

    public RecordingProcess Process(string worker) =>
        _processes.TryGetValue(worker, out var process) ? process : _processes[worker] = new RecordingProcess();

    /// <summary>A worker's process comes up and finds the ResourceManager.</summary>
    public TaskExecutor Boot(string id, WorkerSpec? spec = null, string? endpoint = null)
    {
        var worker = new TaskExecutor(
            new TaskExecutorSettings(), Describe(id, spec ?? Template.Spec, endpoint ?? id), new RecordedTasks(), new NoPrograms(), Process(endpoint ?? id),
            new WorkerView(LogFolder.None, new MetricReader(), InlineIo.Instance), new Random(_seed++), NullLogger.Instance, endpoint ?? id);
        _running[id] = worker;
        Rpc.Register(worker);
        worker.Follow(ResourceManagerAddress, Term);
        RunUntilIdle();
        return worker;
    }

    /// <summary>Workers hear of another term.</summary>
    public void FollowTerm()
    {
        foreach (var worker in _running.Values)
        {
            worker.Follow(ResourceManagerAddress, Term);
        }

        Settle();
    }

    /// <summary>A worker's process ends. Whether the driver says so is the test's affair.</summary>
    public void End(string id)
    {
        if (_running.Remove(id, out var worker))
        {
            _ = Rpc.UnregisterAsync(worker);
        }

        Settle();
    }

    /// <summary>The result of something that has to be there by now.</summary>
    public static T ResultOf<T>(Task<T>? task)
    {
        Assert.True(task?.IsCompleted, "There is no answer.");
        return task!.GetAwaiter().GetResult();
    }

    public void Settle()
    {
        do
        {
            RunUntilIdle();
        }
        while (Follow());
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

    /// <summary>A worker says what it is.</summary>
    public TaskManagerDescription Describe(string id, WorkerSpec spec, string endpoint) => new()
    {
        Location = new TaskManagerLocation(new TaskManagerId(id), "host", new EndpointAddress(Rpc.Address, endpoint), "host", 0),
        Total = spec.Total,
        DefaultSlot = spec.DefaultSlot,
        SlotCount = spec.SlotCount,
        Hardware = new WorkerHardware(1, 1000, 500, 100),
        Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    };

    private void RunUntilIdle() => Assert.True(_scheduler.RunUntilIdle(1_000_000) < 1_000_000, "The cluster does not come to rest.");

    // Processes follow what the driver does: they come up when they are started, and end when they are released.
    private bool Follow()
    {
        var gone = _running.Keys.Where(id => id.StartsWith("cluster-", StringComparison.Ordinal) && !Driver.Alive.Contains(new TaskManagerId(id))).ToArray();
        foreach (var id in gone)
        {
            _running.Remove(id, out var worker);
            _ = Rpc.UnregisterAsync(worker!);
        }

        var booting = BootsAtOnce ? Driver.Alive.Select(static id => id.Value).Where(id => !_running.ContainsKey(id)).ToArray() : [];
        foreach (var id in booting)
        {
            Boot(id);
        }

        return gone.Length + booting.Length > 0;
    }
}
