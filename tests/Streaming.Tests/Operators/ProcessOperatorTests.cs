using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Operators;

public class ProcessOperatorTests
{
    [Fact]
    public void Records_go_to_the_main_and_the_side_output_with_their_timestamps()
    {
        using var harness = new OperatorHarness<int, int>(Program.NewEnvironment().Read<int>().Process(new EvenAndOdd()));

        harness.PushAt(10, 2).PushAt(20, 3).PushAt(30, 4);

        Assert.Equal([2, 4], harness.Records);
        Assert.Equal([10L, 30L], harness.Timestamps);
        Assert.Equal(["3@20"], harness.SideOutput(EvenAndOdd.Odd).Records);
        Assert.Equal([20L], harness.SideOutput(EvenAndOdd.Odd).Timestamps);
    }

    [Fact]
    public void Function_sees_time_and_watermark()
    {
        using var harness = new OperatorHarness<int, (long, long, long)>(Program.NewEnvironment().Read<int>().Process(new Times()));
        harness.AdvanceProcessingTimeTo(5);

        harness.PushAt(7, 0).PushWatermark(100).PushAt(8, 0);

        Assert.Equal([(7, 5, Watermark.Unset), (8, 5, 100)], harness.Records);
        Assert.Equal([100L], harness.Watermarks);
    }

    [Fact]
    public void Each_subtask_has_a_function_object_of_its_own()
    {
        var stream = Program.NewEnvironment().Read<int>().Process(new Counting());
        using var first = new OperatorHarness<int, int>(stream);
        using var second = new OperatorHarness<int, int>(stream);

        first.Push(0, 0);
        second.Push(0);

        Assert.Equal([1, 2], first.Records);
        Assert.Equal([1], second.Records);
    }

    public sealed class EvenAndOdd : ProcessFunction<int, int>
    {
        public static readonly OutputTag<string> Odd = new("odd");

        public override void ProcessElement(in int record, Context context, Collector<int> output)
        {
            if (record % 2 == 0)
            {
                output.Collect(in record);
            }
            else
            {
                context.Output(Odd, $"{record}@{context.Timestamp}");
            }
        }
    }

    private sealed class Times : ProcessFunction<int, (long, long, long)>
    {
        public override void ProcessElement(in int record, Context context, Collector<(long, long, long)> output) =>
            output.Collect((context.Timestamp, context.CurrentProcessingTime, context.CurrentWatermark));
    }

    private sealed class Counting : ProcessFunction<int, int>
    {
        private int _count;

        public override void ProcessElement(in int record, Context context, Collector<int> output) => output.Collect(++_count);
    }
}
