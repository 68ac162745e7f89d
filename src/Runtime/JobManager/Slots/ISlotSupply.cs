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

    /// <summary>The job's master ends.</summary>
    /// <param name="hasEnded">Whether the job has reached a final state; else another master may go on with it.</param>
    /// <param name="reason">Why, in words.</param>
    void Stop(bool hasEnded, string reason);
}
