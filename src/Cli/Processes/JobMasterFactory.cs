using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskExecutor;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>Makes masters whose slots come from the ResourceManager of the same term.</summary>
internal sealed class JobMasterFactory(ProcessContext context, IProgramTypes programs, IIoExecutor io, FileSystemRegistry fileSystems) : IJobMasterFactory
{
    public JobMaster Create(StoredJob job, LeaderSession session, EndpointAddress resourceManager)
    {
        var configuration = job.ConfigurationOver(context.Configuration);
        var graph = JobGraphSerializer.Read(job.Graph, programs.Find(job.Id, job.Program));
        var settings = JobMasterSettings.From(configuration, job.Id) with
        {
            Io = io,
            FileSystems = fileSystems,
            GraphBytes = job.Graph,
            Program = job.Program,
        };
        var logger = context.Loggers.CreateLogger<JobMaster>();
        var slots = new ResourceManagerSlots(ResourceManagerSlotsSettings.From(configuration), TimeProvider.System, logger);
        slots.Follow(resourceManager, session.Token);
        return new JobMaster(graph, slots, TimeProvider.System, logger, settings: settings);
    }
}
