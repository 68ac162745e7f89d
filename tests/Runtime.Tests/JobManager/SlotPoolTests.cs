using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.JobManager;

public class SlotPoolTests
{
    private static readonly JobId _job = new(new Id128(1, 1));
    private readonly FakeTimeProvider _clock = new();
    private readonly Supply _supply = new();
    private readonly FreedSlots _gateway = new();
    private readonly TaskManagerConnection _worker;
    private readonly SlotPool _pool;

    public SlotPoolTests()
    {
        _pool = new SlotPool(_job, _supply, _clock, TimeSpan.FromSeconds(50));
        _worker = new TaskManagerConnection(
            new TaskManagerLocation(new TaskManagerId("a"), "a", new EndpointAddress("a", "taskmanager"), "a", 1), _gateway);
        _pool.Add(_worker);
    }

    [Fact]
    public void Pool_takes_what_it_needs_and_a_slot_that_it_has_again()
    {
        _pool.Require(ResourceProfile.Unknown, 2);

        Assert.Equal([Id(1), Id(2)], _pool.Offer(_worker, [Offer(1), Offer(2), Offer(3)]));
        Assert.Equal([Id(2)], _pool.Offer(_worker, [Offer(2), Offer(3)]));
        Assert.Equal(2, _pool.Count);
    }

    [Fact]
    public void Need_with_amounts_is_met_by_a_slot_of_exactly_these()
    {
        var large = new ResourceProfile(2, heap: 100);
        _pool.Require(large, 1);

        Assert.Empty(_pool.Offer(_worker, [Offer(1, new ResourceProfile(1, heap: 100))]));
        Assert.Equal([Id(2)], _pool.Offer(_worker, [Offer(2, large)]));
    }

    // Whoever cut the slot counts it for the need that it was cut for: another one here would be missing there for ever.
    [Fact]
    public void Slot_of_a_size_is_taken_for_nobody_who_asked_for_none()
    {
        var large = new ResourceProfile(2, heap: 100);
        _pool.Require(ResourceProfile.Unknown, 1);
        _pool.Require(large, 1);

        Assert.Equal([Id(1)], _pool.Offer(_worker, [Offer(1, large), Offer(2, large)]));
        Assert.Null(_pool.TryTake(ResourceProfile.Unknown, preferred: null));
        Assert.Equal([Id(3)], _pool.Offer(_worker, [Offer(3)]));
    }

    [Fact]
    public void Needs_are_declared_together_and_once()
    {
        var large = new ResourceProfile(2, heap: 100);
        _pool.Require(ResourceProfile.Unknown, 3);
        _pool.Require(large, 2);
        _pool.Require(ResourceProfile.Unknown, -1);
        _pool.Declare();
        _pool.Declare();

        Assert.Equal(
            [new ResourceRequirement(ResourceProfile.Unknown, 2), new ResourceRequirement(large, 2)], Assert.Single(_supply.Declared));
    }

    [Fact]
    public void Slot_goes_back_when_it_was_idle_for_long_and_is_not_needed()
    {
        _pool.Require(ResourceProfile.Unknown, 2);
        _pool.Offer(_worker, [Offer(1), Offer(2)]);
        var used = _pool.TryTake(ResourceProfile.Unknown, preferred: null)!;
        used.User = new SharedSlot(ResourceProfile.Unknown);
        _clock.Advance(TimeSpan.FromSeconds(100));
        _pool.FreeIdle();
        Assert.Empty(_gateway.Freed);

        _pool.Require(ResourceProfile.Unknown, -2);
        _pool.Free(used);
        _pool.FreeIdle();
        Assert.Equal([Id(2)], _gateway.Freed);

        _clock.Advance(TimeSpan.FromSeconds(50));
        _pool.FreeIdle();
        Assert.Equal([Id(2), Id(1)], _gateway.Freed);
        Assert.Equal(0, _pool.Count);
    }

    [Fact]
    public void Slot_that_was_used_last_is_taken_again_where_it_is_free()
    {
        _pool.Require(ResourceProfile.Unknown, 3);
        _pool.Offer(_worker, [Offer(1), Offer(2), Offer(3)]);
        var second = _pool.Find(Id(2))!;

        Assert.Same(second, _pool.TryTake(ResourceProfile.Unknown, second));
        second.User = new SharedSlot(ResourceProfile.Unknown);
        Assert.Equal(Id(1), _pool.TryTake(ResourceProfile.Unknown, second)!.Allocation);
    }

    [Fact]
    public void Lost_worker_takes_its_slots_with_it_free_or_used()
    {
        _pool.Require(ResourceProfile.Unknown, 2);
        _pool.Offer(_worker, [Offer(1), Offer(2)]);
        var used = _pool.TryTake(ResourceProfile.Unknown, preferred: null)!;
        used.User = new SharedSlot(ResourceProfile.Unknown);

        Assert.Equal(2, _pool.Remove(_worker).Count);
        _pool.Free(used);
        Assert.Null(_pool.TryTake(ResourceProfile.Unknown, preferred: used));
        Assert.Null(_pool.Find(new TaskManagerId("a")));
        Assert.Equal((0, 2), (_pool.Count, _pool.Required));
    }

    private static AllocationId Id(int number) => new(new Id128(0, (ulong)number));

    private static SlotOffer Offer(int number, ResourceProfile? profile = null) => new(Id(number), number, profile ?? ResourceProfile.Unknown);

    private sealed class Supply : ISlotSupply
    {
        public List<IReadOnlyList<ResourceRequirement>> Declared { get; } = [];

        public void Start(JobMaster master)
        {
        }

        public void Declare(IReadOnlyList<ResourceRequirement> requirements) => Declared.Add(requirements);

        public void Stop(bool hasEnded, string reason)
        {
        }
    }
}
