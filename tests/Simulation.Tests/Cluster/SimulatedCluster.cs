using System.Runtime.Loader;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.ResourceManagers.Workers;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
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
using Flink.Simulation.Tests.Workers;
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
    // Readers are known to the whole process for ever: one for all worlds will do.
    private static readonly MetricReader _metrics = new();

    private readonly Dictionary<SimulatedProcess, IWorkerSupply> _supplies = [];
    private readonly Dictionary<SimulatedProcess, string> _workers = [];
    private readonly Dictionary<SimulatedProcess, TaskExecutorRole> _executors = [];
    private readonly WorkerTemplate _template;
    private int _lastWorker;

    public SimulatedCluster(SimulatedNetwork network, string checkpoints, Scenario scenario)
    {
        Network = network;
        Election = new SimulatedElection(network);
        _wires = new InProcessWires(network.Start("wires:0").Scheduler, scenario.MostWireDelay is { Ticks: > 0 } most ? () => network.Random.NextDouble() * most : null);
        System = scenario.IsElastic ? new ContainerSystem(network, StartWorker, process => Crash(process, isSilent: false)) : null;
        _configuration = FlinkConfiguration.Empty
            .With(CheckpointingOptions.Interval, TimeSpan.FromSeconds(3))
            .With(CheckpointingOptions.TolerableFailures, int.MaxValue)
            .With(CheckpointingOptions.Directory, new Uri(checkpoints).AbsoluteUri)
            .With(RestartStrategyOptions.Type, "fixed-delay")
            .With(RestartStrategyOptions.FixedDelayAttempts, int.MaxValue)
            .With(RestartStrategyOptions.FixedDelayDelay, TimeSpan.FromSeconds(1))
            .With(TaskManagerMemoryOptions.ProcessSize, MemorySize.FromMebibytes(1728))
            .With(TaskManagerOptions.TaskSlots, scenario.IsElastic ? 1 : SlotsOfWorker);
        _template = WorkerTemplate.From(_configuration, FlinkConfiguration.Empty);
    }

    /// <summary>The codec of every message that the roles know.</summary>
    public static FrameCodec Codec { get; } =
        new(new MessageRegistry().AddSlotMessages().AddTaskExecutorMessages().AddTaskMessages());

    public SimulatedNetwork Network { get; }

    public SimulatedElection Election { get; }

    /// <summary>Where workers come from; null where they are started by hand.</summary>
    public ContainerSystem? System { get; }

    public IReadOnlyCollection<SimulatedProcess> JobManagers => _jobManagers.Keys;

    public IReadOnlyCollection<SimulatedProcess> Workers => _workers.Keys;

    /// <summary>The workers' endpoints.</summary>
    public IReadOnlyCollection<TaskExecutorRole> Executors => _executors.Values;

    /// <summary>The kind of its workers.</summary>
    public WorkerSpec WorkerKind => _template.Spec;

    /// <summary>The jobs of the JobManager that leads; null between two terms.</summary>
    public IDispatcherGateway? Jobs => Election.Leader is { IsAlive: true, IsPaused: false } leader ? _jobManagers[leader].Jobs : null;

    /// <summary>The workers of the JobManager that leads; null between two terms.</summary>
    public IResourceManagerGateway? RegisteredWorkers =>
        Election.Leader is { IsAlive: true, IsPaused: false } leader ? _jobManagers[leader].Workers : null;

    public void StartJobManager(string address)
    {
        var process = Network.Start(address);
        var masters = new JobMasterFactory(
            _configuration, this, process, new FileSystemRegistry(), process.Clock, NullLoggerFactory.Instance);
        var settings = new DispatcherSettings();
        var parts = new DispatcherParts(masters, this, new FinishedJobs(settings.FinishedCapacity, settings.FinishedExpiration, process.Clock));
        var roles = new JobManagerRoles(
            session => new ResourceManagerRole(
                session.Token, new ResourceManagerSettings(), _supplies[process] = SupplyOf(process, session), process.Random, NullLogger.Instance),
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

    public void StartWorker() => StartWorker($"worker-{++_lastWorker}", process => new WorkerEnd(this, process));

    /// <summary>The cluster ends for good: its workers are removed by whoever leads.</summary>
    public Task DeregisterAsync() =>
        Election.Leader is { IsAlive: true, IsPaused: false } leader && _supplies.TryGetValue(leader, out var supply)
            ? supply.DeregisterAsync(ApplicationStatus.Succeeded, null)
            : Task.FromException(new FlinkException("Nobody leads.", isRetryable: true));

    /// <summary>Submits as a client does: again, to whoever leads, until the job is taken.</summary>
    public async Task<bool> SubmitAsync(SimulatedJob job)
    {
        while (true)
        {
            try
            {
                if (Jobs is { } jobs)
                {
                    await jobs.SubmitAsync(job.Submission(), CancellationToken.None);
                    return true;
                }
            }
            catch (JobRejectedException)
            {
                return true;
            }
            catch (FlinkException e) when (e.IsRetryable)
            {
                // Nobody leads at the moment.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), Network.Clock);
        }
    }

    /// <summary>Whether a job has ended and nothing of it is left in the store. Asked after every event.</summary>
    public bool HasForgotten(SimulatedJob job) => !Election.Records.Mention(job.Text);

    /// <summary>Ends a process as kill -9 does, or with its host.</summary>
    public void Crash(SimulatedProcess process, bool isSilent)
    {
        Network.Crash(process, isSilent);
        _jobManagers.Remove(process);
        _supplies.Remove(process);
        if (_workers.Remove(process, out var id))
        {
            _executors.Remove(process);
            _wires.Remove(id);
            WorkerEnded(process, isSilent);
        }
    }

    // It says goodbye before it ends.
    private void End(SimulatedProcess process) => process.Run(async () =>
    {
        await process.UnregisterAsync(_executors[process]);
        Network.After(TimeSpan.Zero, () =>
        {
            if (process.IsAlive)
            {
                Crash(process, isSilent: false);
            }
        });
    });

    private IWorkerSupply SupplyOf(SimulatedProcess process, LeaderSession session)
    {
        if (System is null)
        {
            return new NoWorkerSupply();
        }

        return new WorkerManager(
            new ContainerDriver(System, process, session.Epoch), _template, new WorkerManagerSettings { RegistrationTimeout = TimeSpan.FromSeconds(30) },
            _ => Network.After(TimeSpan.Zero, () => RestartJobManager(process)), NullLogger.Instance);
    }

    /// <summary>A JobManager's process ends, and is started anew at the same address.</summary>
    public void RestartJobManager(SimulatedProcess process)
    {
        if (process.IsAlive)
        {
            Crash(process, isSilent: false);
            StartJobManager(process.Address);
        }
    }

    // A container ends with its process; that a whole machine is gone is noticed late.
    private void WorkerEnded(SimulatedProcess process, bool isSilent)
    {
        if (System?.Alive.FirstOrDefault(container => container.Process == process) is { } container)
        {
            var delay = isSilent ? System.Between(10, 60) : System.Between(0, 0.5);
            Network.After(delay, () => System.Exit(container, isSilent ? "its machine is gone" : "exit code 137"));
        }
    }

    private SimulatedProcess StartWorker(Container container) => StartWorker(container.Id.Value, process => new WorkerEnd(this, process));

    private SimulatedProcess StartWorker(string id, Func<SimulatedProcess, IWorkerProcess> end)
    {
        var process = Network.Start($"{id}:1");
        _workers.Add(process, id);
        process.Run(() =>
        {
            var channels = _wires.Add(id);
            var kind = _template.Spec;
            var description = new TaskManagerDescription
            {
                Location = new TaskManagerLocation(
                    new TaskManagerId(id), id, new EndpointAddress(process.Address, TaskExecutorRole.EndpointName), channels.Address.Host, channels.Address.Port),
                Total = kind.Total,
                DefaultSlot = kind.DefaultSlot,
                SlotCount = kind.SlotCount,
                Hardware = new WorkerHardware(kind.SlotCount, 1000, 500, 100),
                Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            };
            var tasks = new TaskManager(new TaskManagerSettings { Slots = kind.SlotCount, Cores = kind.Total.Cpu, ManagedMemory = kind.Total.Managed }, process.Scheduler, NullLogger.Instance, process, network: channels);
            var executor = new TaskExecutorRole(
                new TaskExecutorSettings(),
                description,
                tasks,
                this,
                end(process),
                new WorkerView(LogFolder.None, _metrics, process),
                process.Random,
                NullLogger.Instance);
            _executors[process] = executor;
            process.Register(executor);
            Election.Watch(process, leader => executor.Follow(leader?.Address, leader?.Token ?? FencingToken.None));
        });
        return process;
    }

    /// <summary>A worker's process is told to end (SIGTERM): it waits until its work has moved, and ends.</summary>
    public void Terminate(SimulatedProcess process, TimeSpan grace) => process.Run(async () =>
    {
        Network.After(grace, () => End(process));
        await _executors[process].DrainAsync(grace, "its process was told to end");
        End(process);
    });

    /// <summary>Breaks what joins two workers for records.</summary>
    public void CutWires(SimulatedProcess a, SimulatedProcess b) => _wires.Cut(_workers[a], _workers[b]);

    Task<TypeResolver> IProgramTypes.FindAsync(JobId job, string? program) => Task.FromResult(TypeResolver.In(AssemblyLoadContext.Default));

    void IProgramTypes.Release(JobId job)
    {
    }

    Task<string> IProgramFiles.PutAsync(JobId job, string archive, CancellationToken cancellation) => Task.FromResult(archive);

    Task IProgramFiles.ReleaseAsync(JobId job) => Task.CompletedTask;

    /// <summary>A worker that cannot go on ends; where nothing starts workers on demand, whoever watches over it starts another.</summary>
    private sealed class WorkerEnd(SimulatedCluster cluster, SimulatedProcess process) : IWorkerProcess
    {
        public int LoadedPrograms => 0;

        public void Registered()
        {
        }

        public void Employed()
        {
        }

        public void Fail(FlinkException cause) => cluster.Network.After(TimeSpan.FromSeconds(1), () =>
        {
            if (process.IsAlive)
            {
                cluster.Crash(process, isSilent: false);
                if (cluster.System is null)
                {
                    cluster.StartWorker();
                }
            }
        });

        public void Recycle() => throw new NotSupportedException("No program is loaded.");
    }
}
