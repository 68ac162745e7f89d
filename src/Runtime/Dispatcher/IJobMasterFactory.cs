using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Dispatcher;

/// <summary>Makes the masters of jobs.</summary>
public interface IJobMasterFactory
{
    /// <summary>Reads a job's graph, loading its program, and makes its master.</summary>
    /// <param name="job">The job.</param>
    /// <param name="session">The term for which it works.</param>
    /// <param name="resourceManager">Where it asks for slots.</param>
    /// <param name="isRecovered">Whether it had a master in an earlier term.</param>
    /// <returns>A master that is neither registered nor started.</returns>
    /// <exception cref="Core.FlinkException">The job cannot be run; when that may change with time, it is retryable.</exception>
    Task<JobMaster> CreateAsync(StoredJob job, LeaderSession session, EndpointAddress resourceManager, bool isRecovered);
}
