using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

public class WindowFunctionTests
{
    [Fact]
    public void Fields_are_aggregated_within_a_window()
    {
        Assert.Equal([new Sale("a", 1, 6), new Sale("a", 4, 1)], Run(windows => windows.Sum(sale => sale.Amount)));
        Assert.Equal([new Sale("a", 1, 1), new Sale("a", 4, 1)], Run(windows => windows.Min(sale => sale.Amount)));
        Assert.Equal([new Sale("a", 1, 3), new Sale("a", 4, 1)], Run(windows => windows.Max(sale => sale.Amount)));
        Assert.Equal([new Sale("a", 2, 1), new Sale("a", 4, 1)], Run(windows => windows.MinBy(sale => sale.Amount)));
        Assert.Equal([new Sale("a", 3, 3), new Sale("a", 4, 1)], Run(windows => windows.MaxBy(sale => sale.Amount)));
    }

    [Fact]
    public void Reduction_goes_through_a_function()
    {
        Assert.Equal(
            ["a [0,10) 6", "a [10,20) 1"],
            Run(windows => windows.Reduce<string>(
                (a, b) => a with { Amount = a.Amount + b.Amount },
                (key, window, sum, output) => output.Collect($"{key} [{window.Start},{window.End}) {sum[0].Amount}"))));
    }

    [Fact]
    public void Rich_functions_are_opened_with_their_key_state_and_closed()
    {
        List<string> calls = [];
        using var shared = Shared.Of(calls);
        using (var harness = OperatorHarness.Of((DataStream<Sale> stream) => stream.KeyBy(sale => sale.Shop)
            .Window(TumblingEventTimeWindows.Of(Ms(10))).Process(new Counting(shared))))
        {
            harness.PushAt(1, new Sale("a", 1, 1)).PushAt(11, new Sale("a", 2, 1)).PushAt(1, new Sale("b", 3, 1)).PushWatermark(100);
            Assert.Equal(["a 1", "a 2", "b 1"], harness.Records.Order(StringComparer.Ordinal));
        }

        Assert.Equal(["open", "close"], calls);
    }

    [Fact]
    public void Each_window_of_a_record_has_an_object_of_its_own()
    {
        using var harness = OperatorHarness.Of((DataStream<Box> stream) => stream.KeyBy(_ => 0).Window(SlidingEventTimeWindows.Of(Ms(10), Ms(5)))
            .Reduce((a, b) =>
            {
                a.Total += b.Total;
                return a;
            }));

        harness.PushAt(6, new Box { Total = 1 }).PushAt(7, new Box { Total = 2 }).PushAt(12, new Box { Total = 4 }).EndInput();

        Assert.Equal([3, 7, 4], harness.Records.Select(box => box.Total));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_emitted_may_be_changed_without_harm_to_the_window(bool isListed)
    {
        using var harness = OperatorHarness.Of((DataStream<Box> stream) =>
        {
            var windows = stream.KeyBy(_ => 0).Window(GlobalWindows.Create()).Trigger(CountTrigger.Of(1));
            return isListed
                ? windows.Apply<Box>((_, _, boxes, output) => output.Collect(boxes[0]))
                : windows.Reduce((a, b) => new Box { Total = a.Total + b.Total });
        });
        harness.Output.Downstream = box => box.Total += 1000;

        harness.Push(new Box { Total = 1 }).Push(new Box { Total = 2 });

        Assert.Equal(isListed ? [1001, 1001] : [1001, 1003], harness.Records.Select(box => box.Total));
    }

    [Fact]
    public void Null_key_is_an_error_that_names_the_operator()
    {
        using var harness = OperatorHarness.Of((DataStream<Sale> stream) => stream.KeyBy(sale => sale.Shop)
            .Window(TumblingEventTimeWindows.Of(Ms(10))).Sum(sale => sale.Amount));

        var error = Assert.Throws<FlinkException>(() => harness.PushAt(1, new Sale(null!, 1, 1)));

        Assert.Contains("gave null for a record of type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aggregate_that_throws_fails_the_job_with_the_name_of_the_task()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(1);
        environment.FromSequence(1, 10).KeyBy(n => n % 2).CountWindow(2).Aggregate(new Failing()).Print();

        var error = await Assert.ThrowsAnyAsync<FlinkException>(() => environment.ExecuteAsync("Failing"));

        Assert.Contains("Window(GlobalWindows)", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("no sevens", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Function_with_operator_state_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => OperatorHarness.Of((DataStream<Sale> stream) => stream.KeyBy(sale => sale.Shop)
            .Window(TumblingEventTimeWindows.Of(Ms(10))).Process(new Checkpointed())));

        Assert.Contains("has operator state (ICheckpointedFunction)", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<TOut> Run<TOut>(Func<WindowedStream<Sale, string, TimeWindow>, OperatorStream<TOut>> program)
    {
        using var harness = OperatorHarness.Of((DataStream<Sale> stream) => program(stream.KeyBy(sale => sale.Shop).Window(TumblingEventTimeWindows.Of(Ms(10)))));
        harness.PushAt(1, new Sale("a", 1, 2), new Sale("a", 2, 1), new Sale("a", 3, 3)).PushAt(15, new Sale("a", 4, 1)).EndInput();
        return harness.Records;
    }

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public readonly record struct Sale(string Shop, int Id, int Amount);

    public sealed class Box
    {
        public int Total { get; set; }
    }

    private sealed class Counting(Shared<List<string>> calls) : ProcessWindowFunction<Sale, string, string, TimeWindow>
    {
        private IValueState<int>? _windows;

        public override void Open(RuntimeContext context)
        {
            calls.Value.Add("open");
            _windows = context.GetState(new ValueStateDescriptor<int>("windows"));
        }

        public override void Close() => calls.Value.Add("close");

        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<Sale> elements, Collector<string> output)
        {
            _windows!.Update(_windows.Value + 1);
            output.Collect($"{key} {_windows.Value}");
        }
    }

    private sealed class Checkpointed : ProcessWindowFunction<Sale, string, string, TimeWindow>, ICheckpointedFunction
    {
        public void InitializeState(IFunctionInitializationContext context)
        {
        }

        public void SnapshotState()
        {
        }

        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<Sale> elements, Collector<string> output)
        {
        }
    }

    private sealed class Failing : IAggregateFunction<long, long, long>
    {
        public long CreateAccumulator() => 0;

        public void Add(in long record, ref long accumulator) =>
            accumulator += record == 7 ? throw new InvalidOperationException("no sevens") : record;

        public long GetResult(in long accumulator) => accumulator;

        public void Merge(ref long accumulator, in long other) => accumulator += other;
    }
}
