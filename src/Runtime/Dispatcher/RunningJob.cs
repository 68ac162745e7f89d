using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;

namespace Flink.Runtime.Dispatcher;

/// <summary>A job that has a master.</summary>
/// <param name="job">The job as it is kept.</param>
/// <param name="master">Its master.</param>
/// <param name="isMeasured">Whether its metrics are offered.</param>
internal sealed class RunningJob(StoredJob job, JobMaster master, bool isMeasured)
{
    public StoredJob Job => job;

    public JobMaster Master => master;

    /// <summary>What is measured of it while it runs; null for nothing.</summary>
    public JobMetrics? Metrics { get; } = isMeasured ? new(master) : null;

    /// <summary>Whether its master waits for the next term: how the job ends is not for this one to see.</summary>
    public bool IsHandedOver { get; set; }

    /// <summary>What is kept of it once it has ended and until that is stored.</summary>
    public FinishedJob? Finished { get; set; }
}
