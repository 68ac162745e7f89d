using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.Network.InProcess;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Jobs;
using Flink.Runtime.Tests.Slots;
using Flink.Streaming.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>The roles of a JobManager over one TaskManager, in one thread and in virtual time; what its stores hold outlives its terms.</summary>
internal sealed class DispatcherCluster : IJobMasterFactory, IProgramFiles
{
    private static ulong _nextJob = 1000;
    private readonly SteppedScheduler _scheduler;
    private readonly InProcessRpc _rpc;
    private readonly InProcessWires _wires;
    private readonly JobMasterFactory _masters;
    private readonly Dictionary<string, Flink.Runtime.TaskExecutor.TaskExecutor> _workers = [];
    private TestSession? _session;
    private int _epoch;

    public DispatcherCluster(DispatcherSettings? settings = null, Action<FinishedJob>? archive = null, FlinkConfiguration? configuration = null, int workers = 2, FinishedJobFiles? files = null)
    {
        settings ??= new DispatcherSettings();
        _scheduler = new SteppedScheduler(Clock);
        _rpc = new InProcessRpc(_scheduler);
        _wires = new InProcessWires(_scheduler);
        _masters = new JobMasterFactory(
            configuration ?? FlinkConfiguration.Empty, new NoPrograms(), InlineIo.Instance, new FileSystemRegistry(), Clock, NullLoggerFactory.Instance);
        var parts = new DispatcherParts(
            this, this, new FinishedJobs(settings.FinishedCapacity, settings.FinishedExpiration, Clock, files), archive is null ? null : new Archive(archive));
        Roles = new JobManagerRoles(
            session => new Flink.Runtime.ResourceManager.ResourceManager(
                session.Token, new ResourceManagerSettings(), new NoWorkerSupply(), new Random(1), NullLogger.Instance),
            session => new Flink.Runtime.Dispatcher.Dispatcher(session, settings, parts, NullLogger.Instance),
            () => IsShutDown = true,
            NullLogger.Instance);
        _rpc.Register(Roles);
        for (var i = 0; i < workers; i++)
        {
            StartWorker($"worker-{i}");
        }

        Settle();
    }

    public FakeTimeProvider Clock { get; } = new();

    public TestRecords Records { get; } = new();

    public JobManagerRoles Roles { get; }

    public bool IsShutDown { get; private set; }

    public List<string> Released { get; } = [];

    /// <summary>What a master cannot be made for; null for nothing.</summary>
    public Exception? Obstacle { get; set; }

    public IDispatcherGateway Jobs => Roles.Jobs;

    public TestSession Grant()
    {
        _session = new TestSession(++_epoch, Records);
        ((ILeaderContender)Roles).Granted(_session);
        Settle();
        foreach (var worker in _workers.Values)
        {
            worker.Follow(_session.Published[LeaderComponents.ResourceManager]!.Address, _session.Token);
        }

        Settle();
        return _session;
    }

    /// <summary>Another process leads for a term.</summary>
    /// <param name="startsJobs">Whether it starts the jobs that are stored.</param>
    public void OtherLeads(bool startsJobs = true)
    {
        var session = new TestSession(++_epoch, Records);
        foreach (var key in Records.Values.Keys.Where(key => startsJobs && key.StartsWith("checkpoints.", StringComparison.Ordinal)).ToList())
        {
            Assert.True(Id128.TryParse(key.AsSpan("checkpoints.".Length), out var id));
            var job = new JobId(id);
            var pointers = Get(session.Checkpoints.GetAsync(job))!;
            Assert.True(session.Checkpoints.PutAsync(job, pointers with { NextId = pointers.NextId + 100 }).IsCompletedSuccessfully);
        }

        session.Close();
    }

    public void Revoke()
    {
        _session!.Close();
        ((ILeaderContender)Roles).Revoked(_session, "the test says so");
        Settle();
    }

    /// <summary>Ends the roles as a process does that is told to.</summary>
    public Task StopRoles() => _rpc.UnregisterAsync(Roles);

    public void StartWorker(string id, int slots = 2)
    {
        var network = _wires.Add(id);
        var total = new ResourceProfile(slots, 100 * slots);
        var description = new TaskManagerDescription
        {
            Location = new TaskManagerLocation(
                new TaskManagerId(id), "host", new EndpointAddress(_rpc.Address, id), network.Address.Host, network.Address.Port),
            Total = total,
            DefaultSlot = total.DividedBy(slots),
            SlotCount = slots,
            Hardware = new WorkerHardware(2, 1000, 500, 100),
            Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        };
        var tasks = new Runtime.TaskManager.TaskManager(new TaskManagerSettings(), _scheduler, NullLogger.Instance, network: network);
        var worker = new Flink.Runtime.TaskExecutor.TaskExecutor(
            new TaskExecutorSettings(), description, tasks, new NoPrograms(), new RecordingProcess(),
            new WorkerView(LogFolder.None, new MetricReader(), InlineIo.Instance), new Random(_workers.Count + 10), NullLogger.Instance, id);
        _workers[id] = worker;
        _rpc.Register(worker);
        if (_session?.Published.GetValueOrDefault(LeaderComponents.ResourceManager) is { } leader)
        {
            worker.Follow(leader.Address, leader.Token);
        }
    }

    /// <summary>Ends a worker as its process would: its connections break, for messages and for records.</summary>
    public void KillWorker(string id)
    {
        _ = _rpc.UnregisterAsync(_workers[id]);
        _workers.Remove(id);
        _wires.Remove(id);
        Settle();
    }

    /// <summary>Records cannot go to a worker, or come from it, any more; messages can.</summary>
    public void CutOff(string id)
    {
        _wires.Remove(id);
        Settle();
    }

    /// <summary>Whoever started a worker says what became of it.</summary>
    public void SayGone(string id, string reason)
    {
        var resourceManager = Roles.Leading!.ResourceManager;
        resourceManager.Post(() => resourceManager.WorkerGone(new TaskManagerId(id), reason));
        Settle();
    }

    public void Settle() => Assert.True(_scheduler.RunUntilIdle(1_000_000) < 1_000_000, "The cluster does not come to rest.");

    public void Pass(TimeSpan time)
    {
        for (var i = 0; i < 100; i++)
        {
            Clock.Advance(time / 100);
            Settle();
        }
    }

    public T Get<T>(Task<T> task)
    {
        Settle();
        Assert.True(task.IsCompleted, "There is no answer.");
        return task.GetAwaiter().GetResult();
    }

    public TException Fails<TException>(Task task)
        where TException : Exception
    {
        Settle();
        return Assert.IsType<TException>(task.Exception?.InnerException);
    }

    public JobId Submit(JobSubmission submission)
    {
        var accepted = Jobs.SubmitAsync(submission, CancellationToken.None);
        Settle();
        Assert.True(accepted.IsCompleted, "The job is neither accepted nor rejected.");
        accepted.GetAwaiter().GetResult();

        // The time in which the ResourceManager gathers demand, and a job that ends does.
        Pass(TimeSpan.FromSeconds(1));
        return submission.Id;
    }

    public JobOutcome? OutcomeOf(JobId job) => Get(Jobs.FindOutcomeAsync(job, CancellationToken.None));

    public Core.Execution.JobStatus? StatusOf(JobId job) => Get(Jobs.FindStatusAsync(job, CancellationToken.None));

    /// <summary>A job that ends by itself.</summary>
    public static JobSubmission Bounded(long records = 10) =>
        Submission(new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, records)));

    /// <summary>A job that ends by itself after a while, and can be snapshotted.</summary>
    public static JobSubmission Paced(long records, double perSecond) => Submission(new SourceOperatorFactory<long, RangeSplit>(
        new GeneratorSource<long>(static number => number, new GeneratorOptions<long> { Count = records, RecordsPerSecond = perSecond })));

    /// <summary>A job that reads something, and then waits for more for ever.</summary>
    public static JobSubmission Endless() => Submission(
        new SourceOperatorFactory<long, RangeSplit>(new PacedSource(1_000, perTick: 10, silentFrom: 20, canPause: false, splitSteps: [1])));

    public Task<JobMaster> CreateAsync(StoredJob job, LeaderSession session, EndpointAddress resourceManager, bool isRecovered) =>
        Obstacle is { } obstacle
            ? Task.FromException<JobMaster>(obstacle)
            : _masters.CreateAsync(job, session, resourceManager, isRecovered);

    Task<string> IProgramFiles.PutAsync(JobId job, string archive, CancellationToken cancellation) => Task.FromResult($"hash of {archive}");

    Task IProgramFiles.ReleaseAsync(JobId job)
    {
        Released.Add(job.ToString());
        return Task.CompletedTask;
    }

    private static JobSubmission Submission(OperatorFactory source)
    {
        var job = new TestJob();
        var vertex = job.Vertex(2, source);
        job.Edge<long>(vertex, job.Vertex(2, new Discard()), RebalancePartitioner.Instance);
        var built = job.Build();
        var graph = new JobGraph
        {
            Id = new JobId(new Id128(7, Interlocked.Increment(ref _nextJob))),
            Name = "test",
            Vertices = built.Vertices,
            Edges = built.Edges,
        };
        return new JobSubmission { Id = graph.Id, Name = graph.Name, Graph = JobGraphSerializer.Write(graph).Bytes };
    }

    private sealed class Archive(Action<FinishedJob> write) : IJobArchive
    {
        public void Write(FinishedJob job) => write(job);
    }
}
