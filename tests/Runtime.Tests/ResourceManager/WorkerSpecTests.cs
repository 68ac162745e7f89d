using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class WorkerSpecTests
{
    private const long Megabyte = 1L << 20;

    [Fact]
    public void Slot_of_which_nobody_said_how_large_it_is_has_an_equal_part()
    {
        var total = new ResourceProfile(4, 400 * Megabyte, network: 64 * Megabyte);

        Assert.Equal(new ResourceProfile(1, 100 * Megabyte, network: 16 * Megabyte), new WorkerSpec(total, total.DividedBy(4), 4).Resolve(ResourceProfile.Unknown));
    }

    [Fact]
    public void Slot_has_the_share_of_the_network_memory_that_it_has_of_the_cores()
    {
        var total = new ResourceProfile(4, 400 * Megabyte, network: 64 * Megabyte);
        var spec = new WorkerSpec(total, total.DividedBy(4), 4);

        Assert.Equal(8 * Megabyte, spec.Resolve(new ResourceProfile(0.5m, 300 * Megabyte)).Network);
        Assert.Equal(64 * Megabyte, spec.Resolve(new ResourceProfile(9, 1)).Network);
        Assert.Equal(5, spec.Resolve(new ResourceProfile(1, 1, network: 5)).Network);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    public void What_equal_slots_leave_of_the_cores_has_network_memory_enough(int slots)
    {
        var total = new ResourceProfile(1, 400 * Megabyte, network: 1_000_000_007);
        var spec = new WorkerSpec(total, total.DividedBy(slots), slots);
        var rest = total;
        for (var i = 1; i < slots; i++)
        {
            rest = rest.Subtract(spec.DefaultSlot);
        }

        Assert.True(rest.Covers(spec.Resolve(new ResourceProfile(rest.Cpu, 1))));
    }

    [Fact]
    public void Where_room_is_not_measured_a_slot_is_as_large_as_it_was_asked_for()
    {
        var spec = new WorkerSpec(ResourceProfile.Any, ResourceProfile.Any, 2);
        var need = new ResourceProfile(1, 100);

        Assert.Equal(need, spec.Resolve(need));
    }
}
