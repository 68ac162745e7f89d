using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>Where a job's slots come from. Called in messages of the job's master.</summary>
public interface ISlotSupply
{
    /// <summary>Begins to work for a job.</summary>
    /// <param name="master">Gets the slots.</param>
    void Start(JobMaster master);

    /// <summary>What the job needs from now on, slots that it has included; replaces what was declared before.</summary>
    /// <param name="requirements">Each size once; empty for nothing any more.</param>
    void Declare(IReadOnlyList<ResourceRequirement> requirements);

    /// <summary>What became of a TaskManager that cannot be reached; null when nobody knows. Takes a moment at most.</summary>
    Task<string?> ExplainLossAsync(TaskManagerId taskManager) => Task.FromResult<string?>(null);

    /// <summary>The job's master ends, or does not lead for now.</summary>
    /// <param name="hasEnded">Whether the job has reached a final state; else another master may go on with it, or the same one.</param>
    /// <param name="reason">Why, in words.</param>
    void Stop(bool hasEnded, string reason);

    /// <summary>The job's master leads again: what it declared last counts. Nothing is to be done where slots come from nobody who leads.</summary>
    /// <param name="resourceManager">The ResourceManager that leads with it.</param>
    /// <param name="token">Its term.</param>
    void Resume(EndpointAddress resourceManager, FencingToken token)
    {
    }
}
