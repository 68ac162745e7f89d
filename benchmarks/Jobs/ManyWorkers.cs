using Flink.Benchmarks.Harness;
using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Workers;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Benchmarks.Jobs;

/// <summary>The life of a cluster's workers in a simulated network, one thread: requested of a driver, started, registered, their slots given to a job and back, idle, released. All of it is the real control plane, but for the driver, the tasks and the job's master.</summary>
/// <param name="workers">Workers; each has two slots.</param>
internal sealed class ManyWorkers(int workers) : IWork
{
    private const int SlotsPerWorker = 2;
    private static readonly FencingToken _term = new(1, 1);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(30);

    /// <summary>The work for an effort.</summary>
    public static ManyWorkers Of(Effort effort, int workers) => new(effort == Effort.Full ? workers : workers / 100);

    /// <inheritdoc/>
    public long Units => workers;

    /// <inheritdoc/>
    public long Run()
    {
        var network = new SimulatedNetwork(1, new SimulationSettings { TraceLength = 0 });
        var master = network.Start("jobmanager:1");
        var template = WorkerTemplate.From(
            FlinkConfiguration.Empty.With(TaskManagerMemoryOptions.ProcessSize, MemorySize.FromMebibytes(1728)).With(TaskManagerOptions.TaskSlots, SlotsPerWorker),
            FlinkConfiguration.Empty);
        using var metrics = new MetricReader();
        var fleet = new Fleet(network, template.Spec, new EndpointAddress(master.Address, ResourceManager.EndpointName), metrics);
        var supply = new WorkerManager(
            fleet, template, new WorkerManagerSettings(), static error => throw new BenchmarkFailure(error.Message), NullLogger.Instance);
        var job = new SlotTaker(new JobId(new Id128(1, 1)));
        master.Run(() =>
        {
            master.Register(new ResourceManager(_term, new ResourceManagerSettings(), supply, master.Random, NullLogger.Instance));
            master.Register(job);
            job.Need(new EndpointAddress(master.Address, ResourceManager.EndpointName), workers * SlotsPerWorker);
        });
        network.RunUntil(() => job.Slots == workers * SlotsPerWorker, _patience, "the job has all its slots");
        master.Run(job.GiveBack);
        network.RunUntil(() => fleet.Alive == 0, _patience, "all workers are released");
        return fleet.Requested == workers
            ? fleet.Requested
            : throw new BenchmarkFailure($"{fleet.Requested} workers were requested instead of {workers}.");
    }

    /// <summary>A driver whose workers are simulated processes.</summary>
    /// <remarks>They share what a real process has one of: the system looks through all readers of metrics whenever one more begins.</remarks>
    private sealed class Fleet(SimulatedNetwork network, WorkerSpec kind, EndpointAddress resourceManager, MetricReader metrics) : IResourceManagerDriver
    {
        private readonly Dictionary<string, SimulatedProcess> _processes = [];

        public int Requested { get; private set; }

        public int Alive => _processes.Count;

        public Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<RecoveredWorker>>([]);

        public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
        {
            var id = new TaskManagerId($"worker-{++Requested}");
            network.After(TimeSpan.FromMilliseconds(network.Random.Next(100, 2_000)), () => Start(id));
            return Task.FromResult(new StartedWorker(id, null));
        }

        public Task ReleaseWorkerAsync(TaskManagerId worker)
        {
            network.After(TimeSpan.FromMilliseconds(network.Random.Next(1, 100)), () =>
            {
                if (_processes.Remove(worker.Value, out var process))
                {
                    network.Crash(process);
                }
            });
            return Task.CompletedTask;
        }

        public Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Start(TaskManagerId id)
        {
            var process = network.Start($"{id.Value}:1");
            _processes.Add(id.Value, process);
            process.Run(() =>
            {
                var description = new TaskManagerDescription
                {
                    Location = new TaskManagerLocation(id, id.Value, new EndpointAddress(process.Address, TaskExecutor.EndpointName), id.Value, 1),
                    Total = kind.Total,
                    DefaultSlot = kind.DefaultSlot,
                    SlotCount = kind.SlotCount,
                    Hardware = new WorkerHardware(1, 1, 1, 1),
                    Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                };
                var executor = new TaskExecutor(
                    new TaskExecutorSettings(), description, NoTasks.Instance, NoTasks.Instance, NoTasks.Instance,
                    new WorkerView(LogFolder.None, metrics, process), process.Random, NullLogger.Instance);
                process.Register(executor);
                executor.Follow(resourceManager, _term);
            });
        }
    }

    /// <summary>A job's master that wants nothing but slots.</summary>
    private sealed class SlotTaker : RpcEndpoint
    {
        private readonly JobId _job;
        private Peer? _resourceManager;

        public SlotTaker(JobId job)
            : base($"jobmaster-{job}", NullLogger.Instance)
        {
            _job = job;
            Token = _term;
            OnRequest<RegisterAtJobMaster, Acknowledge>(static (_, _) => Acknowledge.Done);
            OnRequest<OfferSlots, AcceptedSlots>((offer, _) =>
            {
                Slots += offer.Slots.Count;
                Offered.Add((offer.TaskManager, [.. offer.Slots.Select(static slot => slot.Allocation)]));
                return new AcceptedSlots([.. offer.Slots.Select(static slot => slot.Allocation)]);
            });
            On<TaskManagerLeaves>(static (_, _) => { });
        }

        public int Slots { get; private set; }

        private List<(TaskManagerId Worker, IReadOnlyList<AllocationId> Slots)> Offered { get; } = [];

        public void Need(EndpointAddress resourceManager, int slots) => Post(async () =>
        {
            _resourceManager = Connect(resourceManager, _term);
            await _resourceManager.AskAsync(new RegisterJobMaster(_job, Address, Token), _patience);
            await _resourceManager.AskAsync(new DeclareResources(_job, Token, [new ResourceRequirement(ResourceProfile.Unknown, slots)]), _patience);
        });

        public void GiveBack() => Post(async () =>
        {
            await _resourceManager!.AskAsync(new DeclareResources(_job, Token, []), _patience);
            foreach (var (worker, slots) in Offered)
            {
                var peer = Connect(new EndpointAddress($"{worker.Value}:1", TaskExecutor.EndpointName), FencingToken.None);
                foreach (var slot in slots)
                {
                    peer.Tell(new FreeSlot(_job, Token, slot, "it is not needed any more"));
                }
            }
        });
    }
}
