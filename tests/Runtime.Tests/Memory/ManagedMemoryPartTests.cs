using Flink.Core;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Tests.Memory;

public unsafe class ManagedMemoryPartTests
{
    [Fact]
    public void Part_gives_up_to_its_bound_and_says_whose_it_is()
    {
        using var whole = new ManagedMemory(10_000);
        var part = new ManagedMemoryPart(whole, 1_000, "a slot of group 'small'", "Give it more.");
        part.Allocate(900);

        var error = Assert.Throws<FlinkException>(() => part.Allocate(101));

        Assert.Equal("Out of managed memory: 101 bytes wanted, 900 of 1000 in use in a slot of group 'small'. Give it more.", error.Message);
        Assert.Equal((900, 900), (part.Used, whole.Used));
    }

    [Fact]
    public void What_a_part_gives_back_is_free_in_the_whole_too()
    {
        using var whole = new ManagedMemory(1_000);
        var part = new ManagedMemoryPart(whole, 1_000, "a slot", "Give it more.");
        var block = part.Allocate(1_000);
        part.Free(block);

        Assert.Equal((0, 0), (part.Used, whole.Used));
        whole.Free(whole.Allocate(1_000));
    }

    [Fact]
    public void Bound_of_the_whole_holds_for_its_parts_together()
    {
        using var whole = new ManagedMemory(1_000);
        new ManagedMemoryPart(whole, 800, "one slot", "Give it more.").Allocate(800);
        var other = new ManagedMemoryPart(whole, 800, "another slot", "Give it more.");

        Assert.StartsWith("Out of managed memory: 800 bytes wanted, 800 of 1000 in use. ", Assert.Throws<FlinkException>(() => other.Allocate(800)).Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Used);
    }
}
