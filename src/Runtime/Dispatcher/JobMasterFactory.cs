using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskExecutor;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Dispatcher;

/// <summary>Makes masters that get slots from the ResourceManager and go on from the last checkpoint of an earlier master.</summary>
/// <param name="cluster">The cluster's configuration, below that of each program.</param>
/// <param name="programs">Where the types of programs are found.</param>
/// <param name="io">Runs what blocks.</param>
/// <param name="fileSystems">Where checkpoints are.</param>
/// <param name="clock">The clock.</param>
/// <param name="loggers">For what people should know.</param>
public sealed class JobMasterFactory(
    FlinkConfiguration cluster, IProgramTypes programs, IIoExecutor io, FileSystemRegistry fileSystems, TimeProvider clock, ILoggerFactory loggers)
    : IJobMasterFactory
{
    // Attempts of one term: more than a job starts over in it.
    private const int AttemptsPerTerm = 10_000;

    /// <inheritdoc/>
    public async Task<JobMaster> CreateAsync(StoredJob job, LeaderSession session, EndpointAddress resourceManager, bool isRecovered)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(session);
        var configuration = job.ConfigurationOver(cluster);
        var types = await programs.FindAsync(job.Id, job.Program);
        var graph = await io.RunAsync(() => JobGraphSerializer.Read(job.Graph, types));
        var pointers = await session.Checkpoints.GetAsync(job.Id);
        var settings = JobMasterSettings.From(configuration, job.Id) with
        {
            Io = io,
            FileSystems = fileSystems,
            GraphBytes = job.Graph,
            Program = job.Program,
            Types = types,
            Token = session.Token,
            FirstAttempt = isRecovered ? checked((int)session.Epoch * AttemptsPerTerm) : 0,
            Pointers = session.Checkpoints,
            KnownPointers = pointers,
            Recovered = pointers is null ? null : await io.RunAsync(() => Read(pointers)),
        };
        var logger = loggers.CreateLogger<JobMaster>();
        var slots = new ResourceManagerSlots(ResourceManagerSlotsSettings.From(configuration), clock, logger);
        slots.Follow(resourceManager, session.Token);
        return new JobMaster(graph, slots, clock, logger, settings: settings);
    }

    private RecoveredCheckpoints Read(CheckpointPointers pointers) =>
        new(pointers.NextId, [.. pointers.Complete.Select(pointer => CheckpointFolder.Read(pointer.Folder, fileSystems))]);
}
