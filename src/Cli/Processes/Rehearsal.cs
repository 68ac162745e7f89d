using System.Runtime.Loader;
using Flink.Cli.Output;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Metrics;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>
/// A cluster for one small job in the calling thread and virtual time: real roles, real messages as bytes, a JobManager and a worker that exist nowhere else. What
/// it is for is the code that it runs, which is compiled then.
/// </summary>
/// <remarks>
/// Nothing of it can be seen from outside: it has no thread, no port, no file, no slot of the process around it, and logs nothing. It ends between two of its steps, each
/// of which is one message or one batch.
/// </remarks>
internal sealed class Rehearsal : IProgramTypes, IProgramFiles
{
    private const string JobManagerAddress = "rehearsed-jobmanager:1";
    private const string WorkerAddress = "rehearsed-worker:1";
    private const string Worker = "rehearsed-worker";
    private const int Slots = 2;
    private const long Memory = 8L << 20;

    // Format what would be logged, and write it nowhere.
    private static readonly ProcessLoggers Loggers = new(null, null);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A bound for a job that does not come to its end; one that does takes some 500.
    private const int MostSteps = 20_000;

    private readonly SimulatedNetwork _network;
    private readonly SimulatedProcess _jobManager;
    private readonly SimulatedProcess _worker;
    private readonly StandaloneHighAvailability _services = new(JobManagerAddress, JobManagerAddress);
    private readonly JobManagerRoles _roles;

    private Rehearsal(MessageRegistry messages)
    {
        _network = new SimulatedNetwork(1, new SimulationSettings { Codec = new FrameCodec(messages), TraceLength = 1 });
        _jobManager = _network.Start(JobManagerAddress);
        _worker = _network.Start(WorkerAddress);
        _roles = NewJobManager();
    }

    /// <summary>Runs the job to its end, or until nobody wants it any more.</summary>
    /// <param name="messages">Those of the process around it: what they compile stays with them.</param>
    /// <param name="goesOn">Whether there is nothing better to do; asked between two steps.</param>
    /// <returns>Whether the job has finished.</returns>
    public static bool Play(MessageRegistry messages, Func<bool> goesOn)
    {
        var rehearsal = new Rehearsal(messages);
        return rehearsal.Play(goesOn);
    }

    Task<TypeResolver> IProgramTypes.FindAsync(JobId job, string? program) => Task.FromResult(TypeResolver.In(AssemblyLoadContext.Default));

    void IProgramTypes.Release(JobId job)
    {
    }

    Task<string> IProgramFiles.PutAsync(JobId job, string archive, CancellationToken cancellation) => Task.FromResult(archive);

    Task IProgramFiles.ReleaseAsync(JobId job) => Task.CompletedTask;

    private bool Play(Func<bool> goesOn)
    {
        using var metrics = new MetricReader();
        using var tasks = new TaskManager(
            new TaskManagerSettings { Slots = Slots, NetworkMemory = Memory, ManagedMemory = Memory }, _worker.Scheduler, Loggers.CreateLogger<TaskManager>(), _worker);
        _jobManager.Run(() =>
        {
            _jobManager.Register(_roles);
            _services.Election.Start(_roles);
        });
        _worker.Run(() => StartWorker(tasks, metrics));
        Task? played = null;
        _network.After(TimeSpan.Zero, () => played = RunJobAsync());
        for (var steps = 0; steps < MostSteps && goesOn() && played is not { IsCompleted: true } && _network.Step(); steps++)
        {
            // One message or one batch each.
        }

        return played is { IsCompletedSuccessfully: true };
    }

    // What a client does: in the world's thread, where it waits for the world's clock.
    private async Task RunJobAsync()
    {
        var job = RehearsedJob.Submission();
        await Task.Delay(Pause, _network.Clock);
        await _roles.Jobs.SubmitAsync(job, CancellationToken.None);
        await Task.Delay(Pause, _network.Clock);
        await _roles.Jobs.FindJobAsync(job.Id, CancellationToken.None);
        await _roles.Workers.ReadMetricsAsync(Worker, CancellationToken.None);
        await _roles.Jobs.CancelAsync(job.Id, CancellationToken.None);
        while (await _roles.Jobs.FindOutcomeAsync(job.Id, CancellationToken.None) is not { Ended: not null })
        {
            await Task.Delay(Pause, _network.Clock);
        }
    }

    private JobManagerRoles NewJobManager()
    {
        // Metrics are known to the whole process, and those of a job that is given up in between would stay for good, with all of this.
        var settings = new DispatcherSettings { OffersMetrics = false };
        var masters = new JobMasterFactory(
            FlinkConfiguration.Empty, this, _jobManager, new FileSystemRegistry(), _jobManager.Clock, Loggers);
        var parts = new DispatcherParts(masters, this, new FinishedJobs(1, TimeSpan.FromHours(1), _jobManager.Clock));
        return new JobManagerRoles(
            session => new ResourceManager(session.Token, new ResourceManagerSettings(), new NoWorkerSupply(), _jobManager.Random, Loggers.CreateLogger<ResourceManager>()),
            session => new Dispatcher(session, settings, parts, Loggers.CreateLogger<Dispatcher>()),
            static () => { },
            Loggers.CreateLogger<JobManagerRoles>());
    }

    private void StartWorker(TaskManager tasks, MetricReader metrics)
    {
        var description = new TaskManagerDescription
        {
            Location = new TaskManagerLocation(new TaskManagerId(Worker), Worker, new EndpointAddress(WorkerAddress, TaskExecutor.EndpointName), Worker, 1),
            Total = new ResourceProfile(Slots, managed: Memory),
            DefaultSlot = new ResourceProfile(1, managed: Memory / Slots),
            SlotCount = Slots,
            Hardware = new WorkerHardware(Slots, Memory, Memory, Memory),
            Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        };
        var executor = new TaskExecutor(
            new TaskExecutorSettings(), description, tasks, this, new Process(), new WorkerView(LogFolder.None, metrics, _worker), _worker.Random, Loggers.CreateLogger<TaskExecutor>());
        _worker.Register(executor);
        _services.Retrieval.Watch(
            LeaderComponents.ResourceManager, leader => _worker.Run(() => executor.Follow(leader?.Address, leader?.Token ?? FencingToken.None)));
    }

    /// <summary>There is no process to end.</summary>
    private sealed class Process : IWorkerProcess
    {
        public int LoadedPrograms => 0;

        public void Registered()
        {
        }

        public void Employed()
        {
        }

        public void Fail(FlinkException cause) => throw cause;

        public void Recycle() => throw new NotSupportedException("No program is loaded.");
    }
}
