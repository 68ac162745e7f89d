using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

public class EvictorTests
{
    [Fact]
    public void Count_evictor_keeps_the_last_records() => Assert.Equal(["1", "1 2", "2 3", "3 4"], Run(CountEvictor.Of(2)));

    [Fact]
    public void Evicted_after_the_function_are_missing_in_the_next_firing() =>
        Assert.Equal(["1", "1 2", "1 2 3", "2 3 4"], Run(CountEvictor.Of(2, after: true)));

    // Records come at 10, 20, 30 and 40: what is as old as the length goes.
    [Fact]
    public void Time_evictor_keeps_what_is_younger_than_its_length() =>
        Assert.Equal(["1", "1 2", "2 3", "3 4"], Run(TimeEvictor.Of(TimeSpan.FromMilliseconds(20))));

    [Fact]
    public void Delta_evictor_keeps_what_is_near_to_the_last_record() =>
        Assert.Equal(["1", "1 2", "2 3", "3 4"], Run(DeltaEvictor.Of<int>(2, (old, last) => last - old)));

    [Fact]
    public void Records_without_timestamps_are_not_evicted_by_time()
    {
        using var harness = Open(TimeEvictor.Of(TimeSpan.FromMilliseconds(1)));

        harness.Push(1, 2, 3);

        Assert.Equal("1 2 3", harness.Records[^1]);
    }

    [Fact]
    public void Evictor_of_the_program_sees_time_and_timestamps()
    {
        Assert.Equal(["1", "2", "3", "4"], Run(new Newest()));
    }

    [Fact]
    public void Evictor_that_leaves_nothing_gives_the_function_nothing_and_empties_the_window()
    {
        using var listed = Open(new Everything());
        using var reduced = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(_ => 0).Window(GlobalWindows.Create())
            .Trigger(CountTrigger.Of(1)).Evictor(new Everything()).Reduce((a, b) => a + b));

        Assert.Equal(["", ""], listed.Push(1, 2).Records);
        Assert.Empty(reduced.Push(1, 2).Records);
    }

    [Fact]
    public void Reduction_runs_over_what_the_evictor_left()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(_ => 0).CountWindow(2, 1).Reduce((a, b) => a + b));

        Assert.Equal([1, 3, 5, 7], harness.Push(1, 2, 3, 4).Records);
    }

    [Fact]
    public void Whole_stream_can_be_counted_in_windows()
    {
        using var tumbling = OperatorHarness.Of((DataStream<int> stream) => stream.CountWindowAll(2).Reduce((a, b) => a + b), new() { Parallelism = 2 });
        using var sliding = OperatorHarness.Of((DataStream<int> stream) => stream.CountWindowAll(3, 2).Sum(n => n), new() { Parallelism = 2 });

        Assert.Equal([3, 7], tumbling.Push(1, 2, 3, 4, 5).Records);
        Assert.Equal([3, 9], sliding.Push(1, 2, 3, 4, 5).Records);
    }

    [Fact]
    public void Evictor_for_other_records_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => OperatorHarness.Of((DataStream<string> stream) => stream
            .KeyBy(text => text).Window(GlobalWindows.Create()).Evictor(new Newest()).Reduce((a, b) => a + b)));

        Assert.Contains("is an evictor for records of type System.Int32", error.Message, StringComparison.Ordinal);
    }

    private static List<string> Run(Evictor evictor)
    {
        using var harness = Open(evictor);
        for (var i = 1; i <= 4; i++)
        {
            harness.PushAt(10 * i, i);
        }

        return [.. harness.Records];
    }

    private static OperatorHarness<int, string> Open(Evictor evictor) => OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(_ => 0)
        .Window(GlobalWindows.Create()).Trigger(CountTrigger.Of(1)).Evictor(evictor)
        .Apply<string>((_, _, records, output) => output.Collect(string.Join(' ', records))));

    private sealed class Newest : Evictor<int, GlobalWindow>
    {
        public override void EvictBefore(List<TimestampedValue<int>> elements, GlobalWindow window, EvictorContext context)
        {
            Assert.Equal(long.MinValue, context.CurrentWatermark);
            Assert.Equal(0, context.CurrentProcessingTime);
            var newest = elements.Max(element => element.Timestamp);
            elements.RemoveAll(element => element.Timestamp < newest);
        }
    }

    private sealed class Everything : Evictor<int, GlobalWindow>
    {
        public override void EvictBefore(List<TimestampedValue<int>> elements, GlobalWindow window, EvictorContext context) => elements.Clear();
    }
}
