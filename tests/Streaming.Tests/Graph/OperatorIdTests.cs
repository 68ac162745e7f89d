using Flink.Core.Graph;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Graph;

public class OperatorIdTests
{
    [Fact]
    public void Same_program_has_the_same_ids()
    {
        Assert.Equal(IdsOf(_ => { }), IdsOf(_ => { }));
    }

    [Fact]
    public void Ids_are_those_of_earlier_versions()
    {
        Assert.Equal("b8875cec46bbbf665824d9fda3526c8b", IdsOf(_ => { })["Map"].ToString());
    }

    [Fact]
    public void Name_and_parallelism_do_not_change_ids()
    {
        var changed = IdsOf(map => map.Name("Other").SetParallelism(7));

        Assert.Equal(IdsOf(_ => { })["Map"], changed["Other"]);
        Assert.Equal(IdsOf(_ => { })["Sink: Print"], changed["Sink: Print"]);
    }

    [Fact]
    public void Independent_pipeline_behind_does_not_change_ids()
    {
        var plain = IdsOf(_ => { });
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).SinkTo(new PrintSink<int>());
        env.Read<string>("Words").Filter(x => true).SinkTo(new PrintSink<string>()).Name("Words");

        Assert.Equal(plain["Map"], env.GetJobGraph().OperatorNamed("Map").Id);
        Assert.Equal(plain["Sink: Print"], env.GetJobGraph().OperatorNamed("Sink: Print").Id);
    }

    [Fact]
    public void Ids_are_unique_where_operators_stand_in_the_same_place()
    {
        var env = Program.NewEnvironment();
        var numbers = env.Read<int>();
        for (var i = 0; i < 4; i++)
        {
            numbers.Map(x => x).SinkTo(new PrintSink<int>());
        }

        var ids = env.GetJobGraph().Vertices.SelectMany(vertex => vertex.Operators).Select(one => one.Id).ToList();

        Assert.Equal(9, ids.Count);
        Assert.Equal(9, ids.Distinct().Count());
    }

    [Fact]
    public void Uid_keeps_the_id_when_the_operator_moves()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Filter(x => true).Map(x => x).Uid("add").SinkTo(new PrintSink<int>());

        Assert.Equal(IdsOf(map => map.Uid("add"))["Map"], env.GetJobGraph().OperatorNamed("Map").Id);
    }

    [Fact]
    public void Duplicate_uid_is_refused_with_both_operators()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Uid("same").Filter(x => true).Uid("same").SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());

        Assert.Contains("'same'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Map'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Filter'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Combiner_has_a_uid_derived_from_that_of_its_reduction()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().KeyBy(x => x).FullWindowPartition().Reduce((a, b) => a + b).Uid("total").SinkTo(new PrintSink<int>());

        Assert.Equal("total/Combine", env.GetJobGraph().OperatorNamed("Combine").Uid);
    }

    private static Dictionary<string, OperatorId> IdsOf(Action<OperatorStream<int>> change)
    {
        var env = Program.NewEnvironment();
        var map = env.Read<int>().Map(x => x + 1);
        change(map);
        map.SinkTo(new PrintSink<int>());
        return env.GetJobGraph().Vertices.SelectMany(vertex => vertex.Operators).ToDictionary(one => one.Name, one => one.Id);
    }
}
