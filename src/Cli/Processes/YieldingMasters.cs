using Flink.Runtime.Dispatcher;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.Rpc;

namespace Flink.Cli.Processes;

/// <summary>Ends the rehearsal of a JobManager when it gets a job.</summary>
internal sealed class YieldingMasters(IJobMasterFactory masters, IdleRehearsal? rehearsal) : IJobMasterFactory
{
    public Task<JobMaster> CreateAsync(StoredJob job, LeaderSession session, EndpointAddress resourceManager, bool isRecovered)
    {
        rehearsal?.Yield();
        return masters.CreateAsync(job, session, resourceManager, isRecovered);
    }
}
