using Flink.Core.Graph;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.TaskExecutor;

/// <summary>A slot that was cut from a worker's room for a job, with the tasks in it.</summary>
internal sealed class TaskSlot(AllocationId allocation, int index, JobId job, ResourceProfile need)
{
    private IDisposable? _timeout;

    public AllocationId Allocation => allocation;

    public int Index => index;

    public JobId Job => job;

    /// <summary>What it was cut for.</summary>
    public ResourceProfile Need => need;

    public TaskSlotState State { get; private set; } = TaskSlotState.Allocated;

    /// <summary>Tasks that were put into it and have not ended.</summary>
    public HashSet<ExecutionId> Tasks { get; } = [];

    /// <summary>Whether an offer of it is under way.</summary>
    public bool IsOffered { get; set; }

    /// <summary>The job's master has not accepted it, and has so long to do so.</summary>
    public void Allocate(IDisposable timeout)
    {
        MoveTo(TaskSlotState.Allocated);
        _timeout = timeout;
    }

    /// <summary>The job's master has accepted it.</summary>
    public void Activate() => MoveTo(TaskSlotState.Active);

    /// <summary>A task is put into it: then its master has accepted it, even if the answer to the offer is still on its way.</summary>
    /// <returns>False when the slot is being released.</returns>
    public bool TryUse(ExecutionId task)
    {
        if (State is TaskSlotState.Releasing)
        {
            return false;
        }

        Activate();
        return Tasks.Add(task);
    }

    /// <summary>It is given back once its tasks have ended.</summary>
    public void Release() => MoveTo(TaskSlotState.Releasing);

    private void MoveTo(TaskSlotState state)
    {
        if (State is TaskSlotState.Releasing)
        {
            throw new InvalidOperationException($"Slot {Index} is being released and cannot become {state}.");
        }

        State = state;
        _timeout?.Dispose();
        _timeout = null;
    }
}
