using Flink.Runtime.JobManager.Regions;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>Finds slots for regions, and has a region deployed when all of its slots are there.</summary>
/// <param name="regions">The job's regions.</param>
/// <param name="pool">The job's slots.</param>
/// <param name="deploy">Deploys subtasks whose slots are there.</param>
/// <remarks>
/// Regions get slots in the order in which they were scheduled, one completely before the next, so that two that each have a part of what they
/// need cannot wait for each other. Belongs to the job master's endpoint. Work is linear in subtasks.
/// </remarks>
internal sealed class RegionScheduler(PipelinedRegions regions, SlotPool pool, Action<IReadOnlyList<Subtask>> deploy)
{
    private readonly Dictionary<ResourceProfile, Queue<SharedSlot>> _queues = [];
    private readonly Dictionary<int, WaitingRegion> _waiting = [];

    // Slots that ended subtasks do not need any more, and of which the pool has not heard.
    private readonly Dictionary<ResourceProfile, int> _unneeded = [];

    /// <summary>Regions that wait for slots.</summary>
    public IEnumerable<int> Waiting => _waiting.Keys;

    /// <summary>Schedules regions whose subtasks have not started.</summary>
    public void Schedule(IEnumerable<int> scheduled)
    {
        LowerNeed();
        var ready = new List<Subtask>();
        foreach (var number in scheduled)
        {
            var region = new WaitingRegion(regions.All[number]);
            foreach (var subtask in region.Subtasks)
            {
                Schedule(subtask, region);
            }

            if (region.Missing == 0)
            {
                ready.AddRange(region.Subtasks);
            }
            else
            {
                _waiting.Add(number, region);
            }
        }

        pool.Declare();
        Assign(ready);
    }

    /// <summary>Slots have come.</summary>
    public void Assign() => Assign([]);

    /// <summary>A subtask that was scheduled has ended.</summary>
    public void Ended(Subtask subtask)
    {
        if (_waiting.Remove(regions.Of(subtask), out var region))
        {
            region.IsGivenUp = true;
        }

        var shared = subtask.SharedSlot;
        if (--shared.Users > 0)
        {
            return;
        }

        _unneeded[shared.Profile] = _unneeded.GetValueOrDefault(shared.Profile) + 1;
        if (shared.Slot is { } slot)
        {
            shared.Slot = null;
            pool.Free(slot);
        }
    }

    /// <summary>What subtasks that have ended needed is needed no more; <see cref="SlotPool.Declare"/> says so.</summary>
    /// <remarks>Not done while they are to start over: a worker that is already on its way to replace a lost one would be sent back, and asked for anew.</remarks>
    public void LowerNeed()
    {
        foreach (var (profile, count) in _unneeded)
        {
            pool.Require(profile, -count);
        }

        _unneeded.Clear();
    }

    private void Schedule(Subtask subtask, WaitingRegion region)
    {
        subtask.Current.TryMoveTo(ExecutionState.Scheduled);
        var shared = subtask.SharedSlot;
        if (shared.Users++ == 0)
        {
            pool.Require(shared.Profile, 1);
            shared.Waiting.Clear();
        }

        if (shared.Slot is not null || (shared.Waiting.Count > 0 && shared.Waiting[^1] == region))
        {
            return;
        }

        shared.Waiting.Add(region);
        region.Missing++;
        if (!shared.IsQueued)
        {
            shared.IsQueued = true;
            QueueOf(shared.Profile).Enqueue(shared);
        }
    }

    private void Assign(List<Subtask> ready)
    {
        foreach (var (profile, queue) in _queues)
        {
            while (queue.TryPeek(out var shared))
            {
                if (shared.Users > 0)
                {
                    if (pool.TryTake(profile, shared.Last) is not { } slot)
                    {
                        break;
                    }

                    Give(shared, slot, ready);
                }

                queue.Dequeue();
                shared.IsQueued = false;
            }
        }

        if (ready.Count > 0)
        {
            deploy(ready);
        }
    }

    private void Give(SharedSlot shared, PhysicalSlot slot, List<Subtask> ready)
    {
        slot.User = shared;
        shared.Slot = shared.Last = slot;
        foreach (var region in shared.Waiting)
        {
            if (!region.IsGivenUp && --region.Missing == 0)
            {
                _waiting.Remove(regions.Of(region.Subtasks[0]));
                ready.AddRange(region.Subtasks);
            }
        }

        shared.Waiting.Clear();
    }

    private Queue<SharedSlot> QueueOf(ResourceProfile profile)
    {
        if (!_queues.TryGetValue(profile, out var queue))
        {
            _queues.Add(profile, queue = new Queue<SharedSlot>());
        }

        return queue;
    }
}
