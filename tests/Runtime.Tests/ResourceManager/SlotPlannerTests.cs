using Flink.Core.Graph;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class SlotPlannerTests
{
    private static readonly ResourceProfile Total = new(2, 200);
    private static readonly WorkerSpec Spec = new(Total, Total.DividedBy(2), 2);

    [Fact]
    public void What_registered_workers_cannot_give_is_planned_on_as_few_new_ones_as_will_do()
    {
        var pending = new List<PendingWorker>();
        var plan = new SlotPlanner(spreadsEvenly: true).Plan([Job(1, 4), Job(2, 3)], [Worker(1)], pending, Spec);

        Assert.Equal(2, plan.Slots.Count);
        Assert.Equal([2, 2, 1], pending.Select(static worker => worker.Planned.Count));
        Assert.Empty(plan.Unfulfillable);
    }

    [Fact]
    public void Planned_workers_are_filled_before_others_are_asked_for()
    {
        var pending = new List<PendingWorker> { new(Spec), new(Spec) };
        new SlotPlanner(spreadsEvenly: false).Plan([Job(1, 5)], [], pending, Spec);

        Assert.Equal([2, 2, 1], pending.Select(static worker => worker.Planned.Count));
    }

    [Fact]
    public void Slot_larger_than_a_whole_worker_is_never_waited_for()
    {
        var pending = new List<PendingWorker>();
        var demand = new JobDemand(IdOf(1));
        demand.Declare([new ResourceRequirement(new ResourceProfile(3, 10), 2)]);

        var plan = new SlotPlanner(spreadsEvenly: false).Plan([demand], [Worker(1)], pending, Spec);

        Assert.Empty(pending);
        Assert.Equal(2, Assert.Single(plan.Unfulfillable).Missing.Count);
    }

    [Fact]
    public void Worker_in_doubt_gives_nothing()
    {
        var worker = Worker(1);
        worker.IsInDoubt = true;

        Assert.Empty(new SlotPlanner(spreadsEvenly: false).Plan([Job(1, 1)], [worker], [], null).Slots);
    }

    [Fact]
    public void Slots_a_job_has_count_for_what_they_were_cut_for_and_needs_with_a_size_come_first()
    {
        var small = new ResourceProfile(0.5m, 50);
        var large = new ResourceProfile(1, 100);
        var demand = new JobDemand(IdOf(1));
        demand.Declare([new ResourceRequirement(ResourceProfile.Unknown, 2), new ResourceRequirement(small, 2), new ResourceRequirement(large, 1)]);
        demand.Add(small);
        demand.Add(small);
        demand.Add(small);
        demand.Add(ResourceProfile.Unknown);

        Assert.Equal([new ResourceRequirement(large, 1), new ResourceRequirement(ResourceProfile.Unknown, 1)], demand.Missing());
    }

    [Fact]
    public void Largest_slots_are_planned_first_and_small_ones_fill_what_they_leave()
    {
        var pending = new List<PendingWorker>();
        var demand = new JobDemand(IdOf(1));
        demand.Declare([new ResourceRequirement(new ResourceProfile(0.5m, 50), 2), new ResourceRequirement(new ResourceProfile(1.5m, 150), 2)]);

        new SlotPlanner(spreadsEvenly: false).Plan([demand], [], pending, Spec);

        Assert.Equal([2, 2], pending.Select(static worker => worker.Planned.Count));
    }

    [Fact]
    public void Slots_with_a_size_are_planned_on_new_workers_as_many_as_fit_each()
    {
        var pending = new List<PendingWorker>();
        var demand = new JobDemand(IdOf(1));
        demand.Declare([new ResourceRequirement(new ResourceProfile(0.5m, 60), 7)]);

        var plan = new SlotPlanner(spreadsEvenly: false).Plan([demand], [], pending, Spec);

        Assert.Empty(plan.Unfulfillable);
        Assert.Equal([3, 3, 1], pending.Select(static worker => worker.Planned.Count));
    }

    [Fact]
    public void Workers_free_default_slots_are_those_that_slots_with_a_size_leave_room_for()
    {
        var worker = Worker(1, new ResourceProfile(4, 400), 4);
        worker.Add(new WorkerSlot(new AllocationId(new Id128(0, 1)), IdOf(1), new ResourceProfile(0.5m, 250)));
        Assert.Equal(1, worker.FreeSlotCount);

        worker.Add(new WorkerSlot(new AllocationId(new Id128(0, 2)), IdOf(1), ResourceProfile.Unknown));
        Assert.Equal((0, new ResourceProfile(2.5m, 50)), (worker.FreeSlotCount, worker.Free));
    }

    // The number of looks at workers is bounded by slots plus workers, and not by their product.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hundred_thousand_slots_over_two_thousand_workers_are_planned_each_once(bool spreadsEvenly)
    {
        var total = new ResourceProfile(50, 5_000);
        var workers = Enumerable.Range(0, 2_000).Select(i => Worker((ulong)i, total, 50)).ToList();

        var plan = new SlotPlanner(spreadsEvenly).Plan([Job(1, 60_000), Job(2, 40_000)], workers, [], null);

        Assert.Empty(plan.Unfulfillable);
        Assert.All(plan.Slots.GroupBy(static slot => slot.Worker), static slots => Assert.Equal(50, slots.Count()));
        Assert.Equal(2_000, plan.Slots.Select(static slot => slot.Worker).Distinct().Count());
    }

    private static JobId IdOf(ulong job) => new(new Id128(0, job));

    private static JobDemand Job(ulong job, int slots)
    {
        var demand = new JobDemand(IdOf(job));
        demand.Declare([new ResourceRequirement(ResourceProfile.Unknown, slots)]);
        return demand;
    }

    private static RegisteredWorker Worker(ulong id, ResourceProfile? total = null, int slots = 2)
    {
        var all = total ?? Total;
        return new RegisteredWorker(new InstanceId(new Id128(0, id)), new TaskManagerDescription
        {
            Location = new TaskManagerLocation(new TaskManagerId($"worker-{id}"), "host", default, "host", 0),
            Total = all,
            DefaultSlot = all.DividedBy(slots),
            SlotCount = slots,
            Hardware = new WorkerHardware(1, 1, 1, 1),
            Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        });
    }
}
