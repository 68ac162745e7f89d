using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.Tests.Engine;

public sealed class SlotSizeTests
{
    [Fact]
    public async Task Job_with_sizes_and_co_location_runs_in_one_process_as_any_other()
    {
        var results = await Sums(MemorySize.FromMebibytes(64)).CollectAsync();

        Assert.Equal([6, 15], results.Where(static sum => sum is 6 or 15).Order());
    }

    [Fact]
    public async Task Group_with_a_size_is_held_to_its_managed_memory()
    {
        var error = await Assert.ThrowsAnyAsync<JobExecutionException>(() => Sums(MemorySize.Zero).CollectAsync());

        Assert.Contains("0 of 0 in use in a slot of slot-sharing group 'heavy'", error.ToString(), StringComparison.Ordinal);
    }

    private static DataStream<int> Sums(MemorySize managed) => Programs.NewEnvironment(2)
        .RegisterSlotSharingGroup(SlotSharingGroup.NewBuilder("heavy").SetCpuCores(4).SetTaskHeapMemoryMB(100).SetManagedMemory(managed).Build())
        .FromCollection([1, 2, 3, 4, 5, 6])
        .KeyBy(static number => number / 4).Reduce(static (a, b) => a + b).SlotSharingGroup("heavy").SetCoLocationGroupKey("pair")
        .Rebalance().Map(static sum => sum).SetCoLocationGroupKey("pair");
}
