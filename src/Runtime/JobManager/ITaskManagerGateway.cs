using Flink.Core.Graph;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>What a job's master asks of a TaskManager. Calls return at once and in order; answers come through <see cref="ITaskListener"/>.</summary>
public interface ITaskManagerGateway : ITaskGateway
{
    /// <summary>Runs tasks of a job. Where they cannot be made, or there is no room for the job, they are reported as failed.</summary>
    /// <param name="batch">The tasks.</param>
    /// <param name="listener">Whom the tasks report to.</param>
    void Submit(DeploymentBatch batch, ITaskListener listener);

    /// <summary>Gives a slot back; nothing of the job runs in it, or what does is cancelled.</summary>
    /// <param name="job">The job that has it.</param>
    /// <param name="allocation">The assignment.</param>
    /// <param name="reason">Why, in words.</param>
    void FreeSlot(JobId job, AllocationId allocation, string reason);

    /// <summary>Forgets a job whose tasks have all ended, or will.</summary>
    /// <param name="job">The job.</param>
    /// <param name="hasEnded">Whether the job has reached a final state; else another master may go on with it.</param>
    void ReleaseJob(JobId job, bool hasEnded);
}
