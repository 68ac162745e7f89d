using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Graph;

public class ChainingTests
{
    [Fact]
    public void Operators_of_equal_parallelism_share_a_vertex_that_is_named_after_them()
    {
        var env = Program.NewEnvironment(2);
        env.Read<int>().Map(x => x + 1).Filter(x => x > 1).SinkTo(new PrintSink<int>());

        var vertex = Assert.Single(env.GetJobGraph().Vertices);

        Assert.Equal("Source: Numbers -> Map -> Filter -> Sink: Print", vertex.Name);
        Assert.Equal(2, vertex.Parallelism);
        Assert.Equal(128, vertex.MaxParallelism);
        Assert.Equal([new ChainEdge(0, 1), new ChainEdge(1, 2), new ChainEdge(2, 3)], vertex.Chain);
    }

    [Fact]
    public void Change_of_parallelism_is_an_exchange_that_rebalances()
    {
        var env = Program.NewEnvironment(2);
        env.Read<int>().SetParallelism(1).Map(x => x).SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph();

        Assert.Equal(["Source: Numbers", "Map -> Sink: Print"], graph.Vertices.Select(vertex => vertex.Name));
        var edge = Assert.Single(graph.Edges);
        Assert.Same(RebalancePartitioner.Instance, edge.Partitioner);
        Assert.Equal(graph.Vertices[0].Id, edge.Source);
        Assert.Equal(graph.Vertices[1].Id, edge.Target);
        Assert.Equal(typeof(int), edge.RecordType);
    }

    [Fact]
    public void Fan_out_inside_a_vertex_is_named_as_a_group()
    {
        var env = Program.NewEnvironment();
        var numbers = env.Read<int>();
        numbers.Map(x => x).SinkTo(new PrintSink<int>());
        numbers.Filter(x => true).SinkTo(new PrintSink<int>());

        var vertex = Assert.Single(env.GetJobGraph().Vertices);

        Assert.Equal("Source: Numbers -> (Map -> Sink: Print, Filter -> Sink: Print)", vertex.Name);
        Assert.All(vertex.Chain, edge => Assert.True(edge.To > edge.From));
    }

    [Theory]
    [InlineData("REBALANCE")]
    [InlineData("RESCALE")]
    [InlineData("SHUFFLE")]
    [InlineData("BROADCAST")]
    [InlineData("GLOBAL")]
    [InlineData("HASH")]
    [InlineData("CUSTOM")]
    public void Every_partitioning_but_forward_is_an_exchange(string name)
    {
        var env = Program.NewEnvironment();
        var numbers = env.Read<int>();
        DataStream<int> partitioned = name switch
        {
            "REBALANCE" => numbers.Rebalance(),
            "RESCALE" => numbers.Rescale(),
            "SHUFFLE" => numbers.Shuffle(),
            "BROADCAST" => numbers.Broadcast(),
            "GLOBAL" => numbers.Global(),
            "HASH" => numbers.KeyBy(x => x),
            _ => numbers.PartitionCustom((key, subtasks) => key % subtasks, x => x),
        };
        partitioned.SinkTo(new PrintSink<int>());

        Assert.Equal(name, Assert.Single(env.GetJobGraph().Edges).Partitioner.Name);
    }

    [Fact]
    public void Of_several_partitionings_in_a_row_the_last_counts()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Rebalance().Broadcast().SinkTo(new PrintSink<int>());

        Assert.Equal("BROADCAST", Assert.Single(env.GetJobGraph().Edges).Partitioner.Name);
    }

    [Fact]
    public void Explicit_forward_is_chained()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Forward().SinkTo(new PrintSink<int>());

        Assert.Single(env.GetJobGraph().Vertices);
    }

    [Fact]
    public void Chain_begins_where_the_user_says()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Name("A").StartNewChain().Map(x => x).Name("B").SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph();

        Assert.Equal(["Source: Numbers", "A -> B -> Sink: Print"], graph.Vertices.Select(vertex => vertex.Name));
        Assert.Same(ForwardPartitioner.Instance, Assert.Single(graph.Edges).Partitioner);
    }

    [Fact]
    public void Operator_without_chaining_stays_alone()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Name("A").DisableChaining().Map(x => x).Name("B").SinkTo(new PrintSink<int>());

        Assert.Equal(["Source: Numbers", "A", "B -> Sink: Print"], env.GetJobGraph().Vertices.Select(vertex => vertex.Name));
    }

    [Fact]
    public void Environment_can_turn_chaining_off()
    {
        var env = Program.NewEnvironment().DisableOperatorChaining();
        env.Read<int>().Map(x => x).SinkTo(new PrintSink<int>());

        Assert.Equal(3, env.GetJobGraph().Vertices.Count);
    }

    [Fact]
    public void Slot_sharing_group_separates_and_is_inherited()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Name("A").SlotSharingGroup("heavy").Map(x => x).Name("B").SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph();

        Assert.Equal("default", graph.VertexNamed("Source: Numbers").SlotSharingGroup);
        Assert.Equal("heavy", graph.VertexNamed("A -> B -> Sink: Print").SlotSharingGroup);
    }

    [Fact]
    public void Different_key_group_counts_are_not_chained()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).SetMaxParallelism(64).SinkTo(new PrintSink<int>());

        Assert.Equal([128, 64, 128], env.GetJobGraph().Vertices.Select(vertex => vertex.MaxParallelism));
    }

    [Fact]
    public void Union_is_several_edges_to_one_input()
    {
        var env = Program.NewEnvironment();
        var left = env.Read<int>("Left");
        left.Union(env.Read<int>("Right"), left).SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph();

        var sink = graph.VertexNamed("Sink: Print");
        Assert.Equal(3, graph.Edges.Count);
        Assert.All(graph.Edges, edge => Assert.Equal((sink.Id, 0), (edge.Target, edge.TargetInput)));
        Assert.Equal(2, graph.Edges.Count(edge => edge.Source == graph.VertexNamed("Source: Left").Id));
    }

    [Fact]
    public void Side_output_is_an_edge_with_its_tag()
    {
        var tag = new OutputTag<string>("late");
        var env = Program.NewEnvironment();
        var processed = env.Read<int>().Process(new Streaming.Tests.Operators.ProcessOperatorTests.EvenAndOdd());
        processed.SinkTo(new PrintSink<int>());
        processed.GetSideOutput(tag).Rebalance().SinkTo(new PrintSink<string>()).Name("Side");

        var edge = Assert.Single(env.GetJobGraph().Edges);

        Assert.Equal(tag, edge.Tag);
        Assert.Equal(typeof(string), edge.RecordType);
        Assert.Equal(1, edge.SourceOperator);
    }

    [Fact]
    public void Full_window_reduce_combines_in_the_task_of_the_sender()
    {
        var env = Program.NewEnvironment(2);
        env.Read<int>().KeyBy(x => x % 3).FullWindowPartition().Reduce((a, b) => a + b).SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph();

        Assert.Equal(["Source: Numbers -> Combine", "PartitionReduce -> Sink: Print"], graph.Vertices.Select(vertex => vertex.Name));
        Assert.Equal("HASH", Assert.Single(graph.Edges).Partitioner.Name);
    }

    [Fact]
    public void Combiner_follows_the_parallelism_that_its_sender_gets_later()
    {
        var env = Program.NewEnvironment(2);
        var numbers = env.Read<int>();
        numbers.KeyBy(x => x % 3).FullWindowPartition().Reduce((a, b) => a + b).SinkTo(new PrintSink<int>());
        numbers.SetParallelism(4);

        Assert.Equal(4, env.GetJobGraph().VertexNamed("Source: Numbers -> Combine").Parallelism);
    }
}
