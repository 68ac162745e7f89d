using Flink.Core;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Tests.Memory;

public unsafe class MemoryBoundTests
{
    [Fact]
    public void Managed_memory_gives_up_to_its_bound_and_not_a_byte_more()
    {
        using var memory = new ManagedMemory(10_000);
        memory.Allocate(6_000);
        memory.Allocate(4_000);

        var error = Assert.Throws<FlinkException>(() => memory.Allocate(1));

        Assert.Equal(
            "Out of managed memory: 1 bytes wanted, 10000 of 10000 in use. Raise taskmanager.memory.managed.size or lower the parallelism.",
            error.Message);
        Assert.Equal(10_000, memory.Used);
    }

    [Fact]
    public void Managed_memory_comes_zeroed_and_aligned_and_can_be_used_again_once_freed()
    {
        using var memory = new ManagedMemory(4096);
        for (var round = 0; round < 3; round++)
        {
            var block = (byte*)memory.Allocate(4096);
            Assert.Equal(0, (nint)block % (16 * 1024));
            Assert.Equal(-1, new Span<byte>(block, 4096).IndexOfAnyExcept((byte)0));
            new Span<byte>(block, 4096).Fill(0xFF);
            memory.Free(block);
        }

        Assert.Equal(0, memory.Used);
    }

    [Theory]
    [InlineData(2L << 20)]
    [InlineData(6L << 20)]
    public void Large_block_is_zeroed_aligned_to_huge_pages_and_usable_to_its_ends(long bytes)
    {
        using var memory = new ManagedMemory(bytes);
        for (var round = 0; round < 3; round++)
        {
            var block = (byte*)memory.Allocate(bytes);
            Assert.Equal(0, (nint)block % (2 << 20));
            Assert.Equal(-1, new Span<byte>(block, (int)bytes).IndexOfAnyExcept((byte)0));
            new Span<byte>(block, (int)bytes).Fill(0xFF);
            Assert.Equal(bytes, memory.Used);
            memory.Free(block);
        }

        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void Block_that_is_freed_twice_is_refused()
    {
        using var memory = new ManagedMemory(100);
        var block = memory.Allocate(10);
        memory.Free(block);

        var error = Assert.Throws<ArgumentException>(() => memory.Free(block));

        Assert.StartsWith("The block is not one of this memory's, or was freed before.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, memory.Used);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Managed_memory_of_no_bytes_is_refused(long bytes)
    {
        using var memory = new ManagedMemory(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Allocate(bytes));
    }

    [Fact]
    public void Network_memory_is_reserved_up_to_its_bound_and_comes_back()
    {
        var memory = new NetworkMemory(1000);
        memory.Reserve(700, "first", 7);

        var error = Assert.Throws<FlinkException>(() => memory.Reserve(301, "second", 3));

        Assert.Equal(
            "Insufficient network memory for job 'second': its 3 channels need at least 301 bytes, 300 of 1000 are free. "
            + "Raise taskmanager.memory.network.max and taskmanager.memory.network.min, or lower the parallelism.",
            error.Message);
        Assert.Equal(700, memory.Reserved);
        memory.Release(700);
        memory.Reserve(1000, "third", 1);
        Assert.Equal(1000, memory.Reserved);
    }
}
