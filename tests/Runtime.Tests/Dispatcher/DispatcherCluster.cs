using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Jobs;
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
    private readonly Runtime.TaskManager.TaskManager _taskManager;
    private TestSession? _session;
    private int _epoch;

    public DispatcherCluster(DispatcherSettings? settings = null, Action<FinishedJob>? archive = null)
    {
        settings ??= new DispatcherSettings();
        _scheduler = new SteppedScheduler(Clock);
        _rpc = new InProcessRpc(_scheduler);
        _taskManager = new Runtime.TaskManager.TaskManager(new TaskManagerSettings(), _scheduler, NullLogger.Instance);
        var parts = new DispatcherParts(
            this, this, new FinishedJobs(settings.FinishedCapacity, settings.FinishedExpiration, Clock), archive is null ? null : new Archive(archive));
        Roles = new JobManagerRoles(
            session => new Flink.Runtime.ResourceManager.ResourceManager(
                session.Token, new ResourceManagerSettings(), new NoWorkerSupply(), new Random(1), NullLogger.Instance),
            session => new Flink.Runtime.Dispatcher.Dispatcher(session, settings, parts, NullLogger.Instance),
            () => IsShutDown = true,
            NullLogger.Instance);
        _rpc.Register(Roles);
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
        return _session;
    }

    public void Revoke()
    {
        _session!.Close();
        ((ILeaderContender)Roles).Revoked(_session, "the test says so");
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
        return submission.Id;
    }

    public JobOutcome? OutcomeOf(JobId job) => Get(Jobs.FindOutcomeAsync(job, CancellationToken.None));

    public Core.Execution.JobStatus? StatusOf(JobId job) => Get(Jobs.FindStatusAsync(job, CancellationToken.None));

    /// <summary>A job that ends by itself.</summary>
    public static JobSubmission Bounded(long records = 10) =>
        Submission(new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, records)));

    /// <summary>A job that reads something, and then waits for more for ever.</summary>
    public static JobSubmission Endless() => Submission(
        new SourceOperatorFactory<long, RangeSplit>(new PacedSource(1_000, perTick: 10, silentFrom: 20, canPause: false, splitSteps: [1])));

    public JobMaster Create(StoredJob job, LeaderSession session, EndpointAddress resourceManager)
    {
        if (Obstacle is { } obstacle)
        {
            throw obstacle;
        }

        var graph = JobGraphSerializer.Read(job.Graph, TypeResolver.In(AssemblyLoadContext.Default));
        return new JobMaster(graph, _taskManager, Clock, NullLogger.Instance);
    }

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
