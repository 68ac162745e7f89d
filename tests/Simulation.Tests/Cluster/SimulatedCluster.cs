using System.Runtime.Loader;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.Network.InProcess;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using ResourceManagerRole = Flink.Runtime.ResourceManager.ResourceManager;
using TaskExecutorRole = Flink.Runtime.TaskExecutor.TaskExecutor;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>JobManagers and workers, real but for their network, their clocks and the store that they share.</summary>
internal sealed class SimulatedCluster : IProgramTypes, IProgramFiles
{
    private const int SlotsOfWorker = 2;

    private readonly FlinkConfiguration _configuration;
    private readonly InProcessWires _wires;
    private readonly Dictionary<SimulatedProcess, JobManagerRoles> _jobManagers = [];
    private readonly Dictionary<SimulatedProcess, string> _workers = [];
    private int _lastWorker;

    public SimulatedCluster(SimulatedNetwork network, string checkpoints)
    {
        Network = network;
        Election = new SimulatedElection(network);
        _wires = new InProcessWires(network.Start("wires:0").Scheduler);
        _configuration = FlinkConfiguration.Empty
            .With(CheckpointingOptions.Interval, TimeSpan.FromSeconds(3))
            .With(CheckpointingOptions.TolerableFailures, int.MaxValue)
            .With(CheckpointingOptions.Directory, new Uri(checkpoints).AbsoluteUri)
            .With(RestartStrategyOptions.Type, "fixed-delay")
            .With(RestartStrategyOptions.FixedDelayAttempts, int.MaxValue)
            .With(RestartStrategyOptions.FixedDelayDelay, TimeSpan.FromSeconds(1));
    }

    /// <summary>The codec of every message that the roles know.</summary>
    public static FrameCodec Codec { get; } =
        new(new MessageRegistry().AddSlotMessages().AddTaskExecutorMessages().AddTaskMessages());

    public SimulatedNetwork Network { get; }

    public SimulatedElection Election { get; }

    public IReadOnlyCollection<SimulatedProcess> JobManagers => _jobManagers.Keys;

    public IReadOnlyCollection<SimulatedProcess> Workers => _workers.Keys;

    /// <summary>The jobs of the JobManager that leads; null between two terms.</summary>
    public IDispatcherGateway? Jobs => Election.Leader is { IsAlive: true, IsPaused: false } leader ? _jobManagers[leader].Jobs : null;

    public void StartJobManager(string address)
    {
        var process = Network.Start(address);
        var masters = new JobMasterFactory(
            _configuration, this, process, new FileSystemRegistry(), process.Clock, NullLoggerFactory.Instance);
        var settings = new DispatcherSettings();
        var parts = new DispatcherParts(masters, this, new FinishedJobs(settings.FinishedCapacity, settings.FinishedExpiration, process.Clock));
        var roles = new JobManagerRoles(
            session => new ResourceManagerRole(
                session.Token, new ResourceManagerSettings(), new NoWorkerSupply(), process.Random, NullLogger.Instance),
            session => new Dispatcher(session, settings, parts, NullLogger.Instance),
            () => { },
            NullLogger.Instance);
        _jobManagers.Add(process, roles);
        process.Run(() =>
        {
            process.Register(roles);
            Election.Add(process, roles);
        });
    }

    public void StartWorker()
    {
        var id = $"worker-{++_lastWorker}";
        var process = Network.Start($"{id}:1");
        _workers.Add(process, id);
        process.Run(() =>
        {
            var channels = _wires.Add(id);
            var total = new ResourceProfile(SlotsOfWorker, 200);
            var description = new TaskManagerDescription
            {
                Location = new TaskManagerLocation(
                    new TaskManagerId(id), id, new EndpointAddress(process.Address, TaskExecutorRole.EndpointName), channels.Address.Host, channels.Address.Port),
                Total = total,
                DefaultSlot = total.DividedBy(SlotsOfWorker),
                SlotCount = SlotsOfWorker,
                Hardware = new WorkerHardware(SlotsOfWorker, 1000, 500, 100),
                Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            };
            var tasks = new TaskManager(new TaskManagerSettings(), process.Scheduler, NullLogger.Instance, process, network: channels);
            var executor = new TaskExecutorRole(
                new TaskExecutorSettings(),
                description,
                tasks,
                this,
                new WorkerEnd(this, process),
                new WorkerView(LogFolder.None, new MetricReader(), process),
                process.Random,
                NullLogger.Instance);
            process.Register(executor);
            Election.Watch(process, leader => executor.Follow(leader?.Address, leader?.Token ?? FencingToken.None));
        });
    }

    /// <summary>Ends a process as kill -9 does, or with its host.</summary>
    public void Crash(SimulatedProcess process, bool isSilent)
    {
        Network.Crash(process, isSilent);
        _jobManagers.Remove(process);
        if (_workers.Remove(process, out var id))
        {
            _wires.Remove(id);
        }
    }

    /// <summary>Breaks what joins two workers for records.</summary>
    public void CutWires(SimulatedProcess a, SimulatedProcess b) => _wires.Cut(_workers[a], _workers[b]);

    Task<TypeResolver> IProgramTypes.FindAsync(JobId job, string? program) => Task.FromResult(TypeResolver.In(AssemblyLoadContext.Default));

    void IProgramTypes.Release(JobId job)
    {
    }

    Task<string> IProgramFiles.PutAsync(JobId job, string archive, CancellationToken cancellation) => Task.FromResult(archive);

    Task IProgramFiles.ReleaseAsync(JobId job) => Task.CompletedTask;

    /// <summary>A worker that cannot go on ends, and whoever watches over it starts another.</summary>
    private sealed class WorkerEnd(SimulatedCluster cluster, SimulatedProcess process) : IWorkerProcess
    {
        public int LoadedPrograms => 0;

        public void Fail(FlinkException cause) => cluster.Network.After(TimeSpan.FromSeconds(1), () =>
        {
            if (process.IsAlive)
            {
                cluster.Crash(process, isSilent: false);
                cluster.StartWorker();
            }
        });

        public void Recycle() => throw new NotSupportedException("No program is loaded.");
    }
}
