using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Slices;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Which windows run on slices, told by what their snapshot refuses; and what slices do in processing time.</summary>
public class SliceChoiceTests
{
    [Fact]
    public void Aggregate_without_merge_has_sliding_windows_all_the_same()
    {
        using var harness = Open(SlidingEventTimeWindows.Of(Ms(20), Ms(10)), new SumWithoutMerge());
        harness.PushAt(5, 1).PushAt(15, 2).EndInput();

        Assert.Equal([1, 3, 2], harness.Records);
        Assert.False(SliceWindows.CanMerge(new SumWithoutMerge()));
        Assert.True(SliceWindows.CanMerge(new Sum()));
    }

    [Fact]
    public void State_of_other_windows_is_refused()
    {
        using var ten = Open(SlidingEventTimeWindows.Of(Ms(20), Ms(10)), new Sum());
        ten.PushAt(5, 1);
        var snapshot = ten.Snapshot();

        var error = Assert.Throws<Core.FlinkException>(() => Open(SlidingEventTimeWindows.Of(Ms(20), Ms(5)), new Sum(), snapshot));

        Assert.Contains("Size = 20, Slide = 10", error.Message, StringComparison.Ordinal);
        Assert.Contains("Size = 20, Slide = 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_of_the_general_operator_is_refused()
    {
        using var general = Open(SlidingEventTimeWindows.Of(Ms(20), Ms(10)), new SumWithoutMerge());
        general.PushAt(5, 1);
        var snapshot = general.Snapshot();

        var error = Assert.Throws<Core.FlinkException>(() => Open(SlidingEventTimeWindows.Of(Ms(20), Ms(10)), new Sum(), snapshot));

        Assert.Contains("were stored as 'window-contents'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sliding_windows_of_processing_time_fire_when_their_last_millisecond_is_over()
    {
        using var harness = Open(SlidingProcessingTimeWindows.Of(Ms(20), Ms(10)), new Sum());
        harness.Push(1);
        harness.AdvanceProcessingTimeTo(9);
        harness.Push(2);
        Assert.Empty(harness.Records);
        harness.AdvanceProcessingTimeTo(10);
        Assert.Equal([3], harness.Take());
        harness.Push(4);
        harness.AdvanceProcessingTimeTo(100);

        Assert.Equal([7, 4], harness.Records);
    }

    [Fact]
    public void Windows_of_processing_time_go_on_after_a_restore()
    {
        using var before = Open(SlidingProcessingTimeWindows.Of(Ms(20), Ms(10)), new Sum());
        before.Push(1);
        before.AdvanceProcessingTimeTo(12);
        before.Push(2);
        Assert.Equal([1], before.Take());

        using var after = Open(SlidingProcessingTimeWindows.Of(Ms(20), Ms(10)), new Sum(), before.Snapshot(), processingTime: 15);
        after.AdvanceProcessingTimeTo(100);

        Assert.Equal([3, 2], after.Records);
    }

    [Fact]
    public void Frozen_history_does_not_see_what_comes_later()
    {
        var assigner = SlidingEventTimeWindows.Of(Ms(100), Ms(10));
        using var harness = Open(assigner, new Sum());
        for (var time = 0; time < 200; time++)
        {
            harness.PushAt(time, 1);
        }

        harness.PushWatermark(199);
        var snapshot = harness.SnapshotLater();
        harness.PushAt(205, 1000).PushWatermark(400);
        snapshot.Complete();

        using var restored = Open(assigner, new Sum(), snapshot);
        restored.PushWatermark(400);

        Assert.Equal([90, 80, 70, 60, 50, 40, 30, 20, 10], restored.Records);
    }

    // The harness refuses to be disposed while managed memory is held.
    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    public void Memory_of_the_states_of_a_window_function_is_given_back(int slide)
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) =>
            stream.KeyBy(_ => 0).Window(SlidingEventTimeWindows.Of(Ms(20), Ms(slide))).Aggregate(new Sum(), new CountFirings()));

        harness.PushAt(5, 1).PushAt(25, 2).PushWatermark(100);

        Assert.Equal(slide == 20 ? ["1 of 1", "2 of 2"] : ["1 of 1", "1 of 2", "2 of 3", "2 of 4"], harness.Records);
    }

    private static OperatorHarness<int, int> Open<TAggregate>(
        WindowAssigner<TimeWindow> assigner, TAggregate aggregate, HarnessSnapshot? restore = null, long processingTime = 0)
        where TAggregate : IAggregateFunction<int, int, int> => OperatorHarness.Of(
        (DataStream<int> stream) => stream.KeyBy(_ => 0).Window(assigner).Aggregate(aggregate),
        new() { Restore = restore, ProcessingTime = processingTime });

    private static TimeSpan Ms(int time) => TimeSpan.FromMilliseconds(time);

    private sealed class CountFirings : ProcessWindowFunction<int, string, int, TimeWindow>
    {
        public override void Process(int key, WindowContext<TimeWindow> context, IReadOnlyList<int> elements, Collector<string> output)
        {
            var firings = context.GlobalState.GetState(new ValueStateDescriptor<int>("firings"));
            firings.Update(firings.Value + 1);
            output.Collect($"{elements[0]} of {firings.Value}");
        }
    }

    private readonly struct Sum : IAggregateFunction<int, int, int>
    {
        public int CreateAccumulator() => 0;

        public void Add(in int record, ref int accumulator) => accumulator += record;

        public int GetResult(in int accumulator) => accumulator;

        public void Merge(ref int accumulator, in int other) => accumulator += other;
    }

    private readonly struct SumWithoutMerge : IAggregateFunction<int, int, int>
    {
        public int CreateAccumulator() => 0;

        public void Add(in int record, ref int accumulator) => accumulator += record;

        public int GetResult(in int accumulator) => accumulator;
    }
}
