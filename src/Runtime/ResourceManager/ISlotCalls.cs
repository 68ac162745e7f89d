using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>What the slot manager asks of the endpoint that it is part of.</summary>
internal interface ISlotCalls
{
    /// <summary>The time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Runs something later in the endpoint.</summary>
    IDisposable After(TimeSpan delay, Action action);

    /// <summary>An id that no other assignment has.</summary>
    AllocationId NextAllocation();

    /// <summary>Whether the master of a job can be told about slots.</summary>
    bool HasMaster(JobId job);

    /// <summary>Asks a worker for a slot. The answer comes through <see cref="SlotManager.Answered"/> or <see cref="SlotManager.GotNoAnswer"/>.</summary>
    void Request(RegisteredWorker worker, WorkerSlot slot);

    /// <summary>Has a worker free what the job's master has not accepted.</summary>
    void FreeInactive(RegisteredWorker worker, JobId job);

    /// <summary>Asks a worker whether it can be ended. The answer comes through <see cref="SlotManager.AnsweredRelease"/>.</summary>
    void AskRelease(RegisteredWorker worker, DateTimeOffset idleSince);

    /// <summary>Tells a job's master what it will not get.</summary>
    void NotEnough(JobId job, string reason, IReadOnlyList<ResourceRequirement> acquired);

    /// <summary>Tells a job's master why what it waits for takes longer; null when the reason is gone.</summary>
    void Delayed(JobId job, string? reason);
}
