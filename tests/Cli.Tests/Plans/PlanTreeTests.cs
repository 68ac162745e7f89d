using Flink.Cli.Plans;
using Flink.Core.Graph;

namespace Flink.Cli.Tests.Plans;

public class PlanTreeTests
{
    [Fact]
    public void Readers_stand_below_what_they_read_and_are_drawn_once()
    {
        var plan = new ExecutionPlan("job",
        [
            new(1, "Source: left", PlannedOperatorKind.Source, 2, []),
            new(2, "Source: right", PlannedOperatorKind.Source, 1, []),
            new(3, "clean", PlannedOperatorKind.Operator, 2, [new(1, "FORWARD", true)]),
            new(4, "join", PlannedOperatorKind.Operator, 4, [new(3, "HASH", false), new(2, "BROADCAST", false)]),
            new(5, "Sink: out", PlannedOperatorKind.Sink, 4, [new(4, "FORWARD", true)]),
            new(6, "Sink: all", PlannedOperatorKind.Sink, 2, [new(1, "FORWARD", true)]),
        ]);

        const string expected = """
            Source: left x2
            |- chained -> clean x2
            |  `- HASH -> join x4
            |     `- chained -> Sink: out x4
            `- chained -> Sink: all x2
            Source: right x1
            `- BROADCAST -> join x4  (drawn above)

            """;
        Assert.Equal(expected, PlanTree.Draw(plan));
    }
}
