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
    public void Slots_a_job_has_count_for_the_need_of_their_size_first_and_then_for_needs_without_size()
    {
        var small = new ResourceProfile(0.5m, 50);
        var demand = new JobDemand(IdOf(1));
        demand.Declare([new ResourceRequirement(ResourceProfile.Unknown, 2), new ResourceRequirement(small, 2)]);
        demand.Add(small);
        demand.Add(small);
        demand.Add(small);

        Assert.Equal([new ResourceRequirement(ResourceProfile.Unknown, 1)], demand.Missing());
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
