using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Graph;

public class SlotGroupTests
{
    private static readonly SlotSharingGroup Heavy = SlotSharingGroup.NewBuilder("heavy").SetCpuCores(2).SetTaskHeapMemoryMB(200).SetManagedMemoryMB(64).Build();

    [Fact]
    public void Group_with_a_size_is_inherited_and_only_groups_with_operators_are_in_the_graph()
    {
        var env = Program.NewEnvironment();
        env.RegisterSlotSharingGroup(SlotSharingGroup.NewBuilder("nobody").SetCpuCores(1).SetTaskHeapMemoryMB(1).Build());
        env.Read<int>().Map(x => x).Name("A").SlotSharingGroup(Heavy).Map(x => x).Name("B").SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph();

        Assert.Equal("heavy", graph.VertexNamed("A -> B -> Sink: Print").SlotSharingGroup);
        var (name, size) = Assert.Single(graph.SlotResources);
        Assert.Equal(("heavy", new ResourceSpec(2, MemorySize.FromMebibytes(200), MemorySize.Zero, MemorySize.FromMebibytes(64))), (name, size));
    }

    [Fact]
    public void Group_that_operators_name_has_the_size_that_the_environment_knows_of_it()
    {
        var env = Program.NewEnvironment().RegisterSlotSharingGroup(Heavy).RegisterSlotSharingGroup(SlotSharingGroup.NewBuilder("heavy").Build());
        env.Read<int>().Map(x => x).SlotSharingGroup("heavy").SinkTo(new PrintSink<int>());

        Assert.Equal(Heavy.Resources, env.GetJobGraph().SlotResources["heavy"]);
    }

    [Fact]
    public void Default_group_can_have_a_size()
    {
        var env = Program.NewEnvironment().RegisterSlotSharingGroup(SlotSharingGroup.NewBuilder("default").SetCpuCores(0.5).SetTaskHeapMemoryMB(10).Build());
        env.Read<int>().SinkTo(new PrintSink<int>());

        Assert.Equal(0.5m, env.GetJobGraph().SlotResources["default"].CpuCores);
    }

    [Fact]
    public void Two_sizes_for_one_group_are_refused()
    {
        var other = SlotSharingGroup.NewBuilder("heavy").SetCpuCores(1).SetTaskHeapMemoryMB(200).Build();
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).SlotSharingGroup(Heavy).Map(x => x).SlotSharingGroup(other).SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());
        Assert.StartsWith(
            "Slot-sharing group 'heavy' has two sizes: 2 cores, 200 mb heap, 0 bytes off-heap, 64 mb managed memory, and 1 cores, 200 mb heap, 0 bytes off-heap, 0 bytes managed memory.",
            error.Message,
            StringComparison.Ordinal);

        env.RegisterSlotSharingGroup(Heavy);
        Assert.Contains("Register it once.", Assert.Throws<ArgumentException>(() => env.RegisterSlotSharingGroup(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_without_cores_or_heap_is_refused()
    {
        Assert.Contains(
            "'x' has a part of a size: a size needs cores and heap",
            Assert.Throws<InvalidOperationException>(() => SlotSharingGroup.NewBuilder("x").SetManagedMemoryMB(1).Build()).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => SlotSharingGroup.NewBuilder("x").SetCpuCores(1).Build());
        Assert.Throws<ArgumentOutOfRangeException>(() => SlotSharingGroup.NewBuilder("x").SetCpuCores(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SlotSharingGroup.NewBuilder("x").SetCpuCores(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SlotSharingGroup.NewBuilder("x").SetTaskHeapMemory(MemorySize.Zero));
    }

    [Fact]
    public void Co_location_key_is_in_the_vertex_and_breaks_no_chain()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Name("A").SetCoLocationGroupKey("k").Map(x => x).Name("B").SetCoLocationGroupKey("l").SinkTo(new PrintSink<int>());

        Assert.Equal(["k", "l"], Assert.Single(env.GetJobGraph().Vertices).CoLocationGroups);
    }

    [Fact]
    public void Operators_of_two_slot_sharing_groups_cannot_be_co_located()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Name("A").SetCoLocationGroupKey("k").Map(x => x).Name("B").SlotSharingGroup("other").SetCoLocationGroupKey("k").SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());
        Assert.Contains("'A' is in slot-sharing group 'default', and 'B' in 'other'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_of_two_parallelisms_cannot_be_co_located()
    {
        var env = Program.NewEnvironment(2);
        env.Read<int>().Map(x => x).Name("A").SetCoLocationGroupKey("k").Map(x => x).Name("B").SetParallelism(1).SetCoLocationGroupKey("k").SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());
        Assert.Contains("'A' has parallelism 2, and 'B' 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_and_co_location_travel_with_the_job_graph()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).SlotSharingGroup(Heavy).SetCoLocationGroupKey("k").SinkTo(new PrintSink<int>());
        var graph = env.GetJobGraph();

        var read = JobGraphSerializer.Read(JobGraphSerializer.Write(graph).Bytes, TypeResolver.In(System.Runtime.Loader.AssemblyLoadContext.Default));

        Assert.Equal(Heavy.Resources, read.SlotResources["heavy"]);
        Assert.Equal(["k"], read.Vertices[1].CoLocationGroups);
        Assert.Equal(read.SlotResources, read.With(new JobId(new Id128(1, 2))).SlotResources);
    }
}
