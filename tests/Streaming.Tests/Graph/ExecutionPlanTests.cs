using Flink.Core.Graph;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Graph;

public class ExecutionPlanTests
{
    /// <summary>What Apache Flink 2.3 printed for a program of this shape, but that it numbers partitionings too: 1, 2, 4, 5.</summary>
    [Fact]
    public void Plan_has_Flinks_form()
    {
        var env = Program.NewEnvironment(2);
        env.Read<int>().SetParallelism(1).Map(x => x).Name("split").KeyBy(x => x).Reduce((a, b) => a + b).Name("count").SinkTo(new PrintSink<int>()).Name("stdout");

        const string expected = """
            {
              "nodes" : [ {
                "id" : 1,
                "type" : "Source: Numbers",
                "pact" : "Data Source",
                "contents" : "Source: Numbers",
                "parallelism" : 1
              }, {
                "id" : 2,
                "type" : "split",
                "pact" : "Operator",
                "contents" : "split",
                "parallelism" : 2,
                "predecessors" : [ {
                  "id" : 1,
                  "ship_strategy" : "REBALANCE",
                  "side" : "second"
                } ]
              }, {
                "id" : 3,
                "type" : "count",
                "pact" : "Operator",
                "contents" : "count",
                "parallelism" : 2,
                "predecessors" : [ {
                  "id" : 2,
                  "ship_strategy" : "HASH",
                  "side" : "second"
                } ]
              }, {
                "id" : 4,
                "type" : "Sink: stdout",
                "pact" : "Data Sink",
                "contents" : "Sink: stdout",
                "parallelism" : 2,
                "predecessors" : [ {
                  "id" : 3,
                  "ship_strategy" : "FORWARD",
                  "side" : "second"
                } ]
              } ]
            }
            """;
        Assert.Equal(expected, env.GetExecutionPlan());
    }

    [Fact]
    public void Operator_that_reads_two_others_names_both()
    {
        var env = Program.NewEnvironment();
        var left = env.Read<int>();
        left.Union(env.Read<int>().Map(x => x)).Map(x => x).Name("both").SinkTo(new PrintSink<int>());

        var plan = ExecutionPlan.Of(env.GetJobGraph());

        var both = Assert.Single(plan.Operators, node => node.Name == "both");
        Assert.Equal(["Map", "Source: Numbers"], both.Inputs.Select(input => plan.Operators[input.From - 1].Name).Order());
        Assert.Equal(2, plan.Operators.Count(node => node.Kind == PlannedOperatorKind.Source));
    }

    [Fact]
    public void Names_are_escaped()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Name("a \"b\"\n").SinkTo(new PrintSink<int>());

        using var json = System.Text.Json.JsonDocument.Parse(env.GetExecutionPlan());

        Assert.Equal("a \"b\"\n", json.RootElement.GetProperty("nodes")[1].GetProperty("type").GetString());
    }
}
