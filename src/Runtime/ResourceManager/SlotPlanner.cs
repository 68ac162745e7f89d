using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Matches what jobs miss with what workers have. Changes nothing but the plans of the pending workers.</summary>
/// <param name="spreadsEvenly">Whether the least used worker comes first (<c>cluster.evenly-spread-out-slots</c>); else one after the other is filled.</param>
/// <remarks>Work grows with slots plus workers (times the logarithm of these when spreading). Pending workers are always filled, so that superfluous ones can be cancelled.</remarks>
internal sealed class SlotPlanner(bool spreadsEvenly)
{
    public SlotPlan Plan(
        IEnumerable<JobDemand> jobs, IEnumerable<RegisteredWorker> workers, List<PendingWorker> pending, WorkerSpec? startable, int mostPending = int.MaxValue)
    {
        var plan = new SlotPlan();
        IRooms? rooms = null;
        foreach (var job in jobs)
        {
            foreach (var need in job.Missing())
            {
                rooms ??= RoomsOf(workers);
                var left = need.Count - TakeRegistered(plan, rooms, job.Job, need);
                left -= TakePending(plan, pending, mostPending, startable, job.Job, need.Profile, left);
                if (left > 0)
                {
                    plan.Unfulfillable.Add((job.Job, need with { Count = left }));
                }
            }
        }

        return plan;
    }

    /// <summary>Whether there is room for slots on registered workers.</summary>
    public bool Fits(IEnumerable<ResourceProfile> needs, IEnumerable<RegisteredWorker> workers)
    {
        var demand = new JobDemand(default);
        demand.Declare([.. needs.GroupBy(static need => need, static (need, all) => new ResourceRequirement(need, all.Count()))]);
        return Plan([demand], workers, [], null).Unfulfillable.Count == 0;
    }

    // Nobody needs them in most plans: all that jobs declare, they have.
    private IRooms RoomsOf(IEnumerable<RegisteredWorker> workers)
    {
        Room[] rooms = [.. workers.Where(static worker => worker.IsUsable).Select(static (worker, order) => new Room(worker, order))];
        return spreadsEvenly ? new SpreadRooms(rooms) : new FilledRooms(rooms);
    }

    private static int TakeRegistered(SlotPlan plan, IRooms rooms, JobId job, ResourceRequirement need)
    {
        rooms.Begin(need.Profile);
        var taken = 0;
        while (taken < need.Count && rooms.Take(need.Profile) is { } worker)
        {
            plan.Slots.Add((worker, job, need.Profile));
            taken++;
        }

        return taken;
    }

    private static int TakePending(
        SlotPlan plan, List<PendingWorker> pending, int most, WorkerSpec? startable, JobId job, ResourceProfile need, int count)
    {
        var taken = 0;
        for (var i = 0; taken < count; i++)
        {
            if (i == pending.Count)
            {
                if (startable is null || !new PendingWorker(startable).HasRoom(startable.Resolve(need)))
                {
                    return taken;
                }

                if (pending.Count >= most)
                {
                    plan.IsCutByLimits = true;
                    return taken;
                }

                pending.Add(new PendingWorker(startable));
            }

            var slot = pending[i].Spec.Resolve(need);
            for (; taken < count && pending[i].HasRoom(slot); taken++)
            {
                pending[i].Plan(job, slot);
            }
        }

        return taken;
    }

    private interface IRooms
    {
        void Begin(ResourceProfile need);

        /// <summary>Takes one slot; null when no worker has room.</summary>
        RegisteredWorker? Take(ResourceProfile need);
    }

    private sealed class FilledRooms(Room[] rooms) : IRooms
    {
        // Room only shrinks while a plan is made: a worker that was too full for a need stays so.
        private readonly Dictionary<ResourceProfile, int> _first = [];

        public void Begin(ResourceProfile need) => _first.TryAdd(need, 0);

        public RegisteredWorker? Take(ResourceProfile need)
        {
            for (var i = _first[need]; i < rooms.Length; i++)
            {
                var slot = rooms[i].Worker.Spec.Resolve(need);
                if (rooms[i].Has(slot))
                {
                    rooms[i].Take(slot);
                    _first[need] = i;
                    return rooms[i].Worker;
                }
            }

            _first[need] = rooms.Length;
            return null;
        }
    }

    private sealed class SpreadRooms(Room[] rooms) : IRooms
    {
        private readonly PriorityQueue<Room, (double Utilization, int Order)> _queue = new();

        public void Begin(ResourceProfile need)
        {
            _queue.Clear();
            _queue.EnqueueRange(rooms.Select(static room => (room, (room.Utilization, room.Order))));
        }

        public RegisteredWorker? Take(ResourceProfile need)
        {
            while (_queue.TryDequeue(out var room, out _))
            {
                var slot = room.Worker.Spec.Resolve(need);
                if (room.Has(slot))
                {
                    room.Take(slot);
                    _queue.Enqueue(room, (room.Utilization, room.Order));
                    return room.Worker;
                }
            }

            return null;
        }
    }
}
